package dev.silversmith.boot;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings the schemas {@code silversmith} and {@code batch} to this version, as the migration login in the role of their owner.
 *
 * <p>Two servers may start at once on an empty database: Flyway's lock lets one migrate, the other waits and finds the work done.
 */
public final class SchemaMigration {

    private static final String AS_OWNER = """
            do $$
            begin
              if to_regrole('silversmith_owner') is null
                 or to_regnamespace('silversmith') is null
                 or to_regnamespace('batch') is null then
                raise exception 'database % has not been prepared for Silversmith: run db/roles.sql in it first', current_database()
                  using errcode = 'invalid_schema_name';
              end if;
            end
            $$;
            set role silversmith_owner
            """;

    private SchemaMigration() {}

    /**
     * Applies what is missing.
     *
     * @param url JDBC URL of the warehouse's database
     * @param user the migration login, a member of the owner role
     * @param password its password; may be null where the database asks for none
     * @return how many migrations were applied
     * @throws org.flywaydb.core.api.FlywayException if the database cannot be reached, the roles script was not run, or a landed
     *     migration was edited
     */
    public static int migrate(String url, String user, String password) {
        return configure(url, user, password).initSql(AS_OWNER).load().migrate().migrationsExecuted;
    }

    /**
     * Checks, without changing anything, that everything is applied.
     *
     * @throws org.flywaydb.core.api.FlywayException naming what is missing or was edited
     */
    public static void validate(String url, String user, String password) {
        configure(url, user, password).load().validate();
    }

    /**
     * The last version that this product knows, of which the database has to have every migration.
     *
     * @throws org.flywaydb.core.api.FlywayException if the database cannot be reached
     */
    static String version(String url, String user, String password) {
        return Arrays.stream(configure(url, user, password).load().info().all())
                .filter(migration -> migration.getState().isResolved())
                .map(MigrationInfo::getVersion)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElseThrow()
                .getVersion();
    }

    private static FluentConfiguration configure(String url, String user, String password) {
        return Flyway.configure(SchemaMigration.class.getClassLoader())
                .dataSource(url, user, password)
                .locations("classpath:db/migration", "classpath:db/routines")
                .failOnMissingLocations(true)
                .schemas("silversmith")
                .callbackLocations(new String[0])
                .createSchemas(false)
                .connectRetries(5);
    }
}
