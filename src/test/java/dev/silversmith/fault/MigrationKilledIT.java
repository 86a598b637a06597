package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that dies while it migrates the database leaves nothing half done, and nobody waiting for ever. */
@OwnServers
@Tag("slow")
class MigrationKilledIT {

    /** Waits in the middle of the second migration. */
    private static final String STOP_IN_THE_MIDDLE = """
            create function public.stop_in_the_middle() returns event_trigger language plpgsql as $f$
            begin
              if to_regclass('silversmith.transformation_run') is not null
                 and to_regclass('silversmith.transformation_watermark') is null then
                perform pg_advisory_xact_lock_shared(hashtext('migration'));
              end if;
            end
            $f$;
            create event trigger stop_in_the_middle on ddl_command_start when tag in ('CREATE TABLE')
              execute function public.stop_in_the_middle();
            """;

    @Test
    void a10_killed_during_a_migration_another_server_that_waits_for_it_completes_it() throws Exception {
        TestDatabase database = TestDatabase.unmigrated("migration_killed");
        try (Connection superuser = database.asSuperuser();
                Gate gate = Gate.of(database, "migration")) {
            Sql.execute(superuser, STOP_IN_THE_MIDDLE);
            try (LibertyProcess one = LibertyProcess.launch("migration_a", database)) {
                gate.awaitWaiting(1);
                long before = migrating(superuser);
                try (LibertyProcess two = LibertyProcess.launch("migration_b", database)) {
                    Awaitility.await("a second server that migrates")
                            .atMost(Scene.LONG)
                            .until(() -> migrating(superuser) > before);

                    one.kill();
                    gate.open();

                    two.awaitReady();
                }
            }
            assertThat(
                            Sql.list(
                                    superuser,
                                    String.class,
                                    "select version from silversmith.flyway_schema_history where version is not null and success"))
                    .contains("0001", "0002", "0013")
                    .doesNotHaveDuplicates();
            assertThat(Sql.list(
                            superuser, Boolean.class, "select distinct success from silversmith.flyway_schema_history"))
                    .isEqualTo(List.of(true));
        }
    }

    private static long migrating(Connection superuser) throws Exception {
        return Sql.one(
                superuser,
                Long.class,
                "select count(*) from pg_stat_activity where usename = ? and datname = current_database()",
                TestDatabase.MIGRATE);
    }
}
