package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.boot.SchemaMigration;
import dev.silversmith.testing.PostgresServer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MigrationIT {

    private static final long MIGRATIONS = 27;

    @Test
    void the_test_server_is_as_durable_as_production_and_lives_in_another_time_zone() throws Exception {
        TestDatabase database = TestDatabase.fresh("settings");

        try (Connection connection = database.asApp()) {
            for (Map.Entry<String, String> setting : PostgresServer.SETTINGS.entrySet()) {
                assertThat(Sql.one(connection, String.class, "select current_setting(?)", setting.getKey()))
                        .as(setting.getKey())
                        .isEqualToIgnoringCase(setting.getValue());
            }
        }
    }

    @Test
    void two_migrations_at_once_on_an_empty_database_both_come_up_and_apply_the_schema_once() throws Exception {
        TestDatabase database = TestDatabase.unmigrated("two_servers");
        CyclicBarrier start = new CyclicBarrier(2);
        Callable<Integer> server = () -> {
            start.await(30, TimeUnit.SECONDS);
            return database.migrate();
        };

        ExecutorService pool = Executors.newFixedThreadPool(2);
        int applied = 0;
        try {
            List<Future<Integer>> servers = new ArrayList<>(List.of(pool.submit(server), pool.submit(server)));
            for (Future<Integer> one : servers) {
                applied += one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(applied).isEqualTo((int) MIGRATIONS);
        assertThat(history(database)).isEqualTo(MIGRATIONS);
    }

    @Test
    void a_second_migration_applies_nothing() throws Exception {
        TestDatabase database = TestDatabase.fresh("again");

        int applied = database.migrate();

        assertThat(applied).isZero();
        assertThat(history(database)).isEqualTo(MIGRATIONS);
    }

    @Test
    void a_migrated_database_is_valid_for_the_control_login() {
        TestDatabase database = TestDatabase.fresh("valid");

        SchemaMigration.validate(database.url(), TestDatabase.APP, database.password(TestDatabase.APP));
    }

    @Test
    void an_unmigrated_database_is_not_valid() {
        TestDatabase database = TestDatabase.unmigrated("not_valid");

        assertThatThrownBy(() ->
                        SchemaMigration.validate(database.url(), TestDatabase.APP, database.password(TestDatabase.APP)))
                .hasMessageContaining("not applied");
    }

    @Test
    void without_the_roles_script_the_migration_fails_and_names_it() {
        TestDatabase database = TestDatabase.empty("no_roles");

        assertThatThrownBy(database::migrate).hasMessageContaining("db/roles.sql");
    }

    @Test
    void the_roles_script_can_run_again() throws Exception {
        TestDatabase database = TestDatabase.fresh("roles_again");

        database.runRoles();

        try (Connection app = database.asApp()) {
            assertThat(Sql.one(app, Long.class, "select count(*) from silversmith.v_run"))
                    .isZero();
        }
    }

    private static long history(TestDatabase database) throws SQLException {
        try (Connection connection = database.asApp()) {
            return Sql.one(
                    connection,
                    Long.class,
                    "select count(*) from silversmith.flyway_schema_history where success and type = 'SQL'");
        }
    }
}
