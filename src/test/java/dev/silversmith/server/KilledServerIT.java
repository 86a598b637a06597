package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Servers that die: nothing is ever committed without its success record, and nothing twice. */
@OwnServers
class KilledServerIT {

    private static final Duration LONG = Duration.ofMinutes(2);

    /** Ledger rows without a succeeded step, and succeeded steps without exactly one ledger row. */
    private static final String UNMATCHED = """
            select coalesce(l.name, s.procedure_name)
              from (select name, count(*) as commits from $s.ledger group by name) l
              full join (select p.procedure_name
                           from silversmith.transformation_step t
                           join silversmith.transformation_procedure p on p.id = t.procedure_id
                          where t.run_id = ?::uuid and t.status = 'succeeded') s on s.procedure_name = l.name
             where s.procedure_name is null or l.name is null or l.commits <> 1
            """;

    @Test
    @Tag("slow")
    void a_server_killed_in_the_middle_of_calls_commits_nothing_unrecorded() throws Exception {
        TestDatabase database = TestDatabase.unmigrated("killed");
        JsonObject run;
        try (LibertyProcess server = LibertyProcess.launch("killed", database).awaitReady();
                TestWarehouse warehouse = TestWarehouse.on(database, server.baseUrl())) {
            for (int i = 0; i < 30; i++) {
                warehouse.procedure("quick%02d".formatted(i), "other", List.of(), "perform pg_sleep(0.01);");
            }
            warehouse.procedure("a_slow", "other", List.of(), "perform pg_sleep(3);");
            warehouse.procedure("b_slow", "other", List.of(), "perform pg_sleep(3);");
            warehouse.procedure("after", "other", List.of("a_slow"), "").register();
            run = warehouse
                    .operator()
                    .run("{" + warehouse.select() + ", \"maxParallel\": 4}")
                    .expect(201)
                    .json();
            Awaitility.await().atMost(LONG).until(() -> warehouse.calls() >= 12);

            server.kill();

            String unmatched = UNMATCHED.replace("$s", warehouse.schema());
            Awaitility.await("the orphans' end").atMost(LONG).until(() -> orphans(database) == 0);
            assertThat(Sql.list(warehouse.connection(), String.class, unmatched, run.getString("id")))
                    .isEmpty();

            try (LibertyProcess again =
                            LibertyProcess.launch("killed", database).awaitReady();
                    TestWarehouse after = TestWarehouse.on(database, again.baseUrl())) {
                JsonObject ended = after.operator().awaitEnd(run.getString("id"));
                assertThat(ended.getString("status")).isEqualTo("succeeded");
                assertThat(after.steps(ended)).hasSize(33);
                // Its job has gone on, too: one instance, and no execution that says for ever that it is under way.
                Awaitility.await("the end of its job").atMost(LONG).until(() -> Sql.list(
                                after.connection(),
                                String.class,
                                "select e.batchstatus || ' of ' || i.numexecs from batch.wlpjobexecution e"
                                        + " join batch.wlpjobinstance i on i.jobinstanceid = e.fk_jobinstanceid order by e.jobexecid")
                        .equals(List.of("4 of 2", "5 of 2")));
                assertThat(Sql.list(
                                after.connection(),
                                String.class,
                                "select status from silversmith.transformation_step where run_id = ?::uuid and status in ('pending', 'running')",
                                run.getString("id")))
                        .isEmpty();
                assertThat(Sql.list(after.connection(), String.class, unmatched, run.getString("id")))
                        .isEmpty();
                // Nothing is in the way of the next run.
                String select = "{\"select\": \"tag:" + warehouse.schema() + ",*quick*\"}";
                assertThat(after.operator().runToEnd(select).getString("status"))
                        .isEqualTo("succeeded");
                again.stop();
            }
        }
    }

    @Test
    @Tag("slow")
    void what_commits_by_itself_is_interrupted_with_its_server_and_the_run_ends_without_it_being_repeated()
            throws Exception {
        TestDatabase database = TestDatabase.unmigrated("killed_own");
        try (LibertyProcess server =
                        LibertyProcess.launch("killed_own", database).awaitReady();
                TestWarehouse warehouse = TestWarehouse.on(database, server.baseUrl())) {
            warehouse
                    .procedure(
                            "own",
                            "other",
                            List.of(),
                            "commit; perform pg_advisory_unlock_all(); perform pg_sleep(600);")
                    .catalogMore("    transaction: own\n");
            warehouse.procedure(
                    "managed",
                    "other",
                    List.of(),
                    "if nextval('$s.calls') < 4 then perform pg_sleep(600); end if;".replace("$s", warehouse.schema()));
            warehouse.procedure("child", "other", List.of("own"), "").register();
            String run = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json()
                    .getString("id");
            Awaitility.await().atMost(LONG).until(() -> warehouse.calls() == 3);

            server.kill();

            try (LibertyProcess again =
                            LibertyProcess.launch("killed_own", database).awaitReady();
                    TestWarehouse after = TestWarehouse.on(database, again.baseUrl())) {
                assertThat(after.operator().awaitEnd(run).getString("status")).isEqualTo("failed");
                assertThat(
                                Sql.list(
                                        after.connection(),
                                        String.class,
                                        "select p.procedure_name || ' ' || s.attempt_no || ' ' || s.status from silversmith.transformation_step s"
                                                + " join silversmith.transformation_procedure p on p.id = s.procedure_id order by 1"))
                        .containsExactly(
                                "child 1 skipped", "managed 1 interrupted", "managed 2 succeeded", "own 1 interrupted");
                assertThat(warehouse.ledger()).containsExactly("own", "managed");
                assertThat(warehouse.statementsLeft()).isEmpty();
                again.stop();
            }
        }
    }

    @Test
    @Tag("slow")
    void a_server_that_is_stopped_rolls_back_what_is_under_way_and_releases_its_runs() throws Exception {
        TestDatabase database = TestDatabase.unmigrated("stopped");
        try (LibertyProcess server = LibertyProcess.launch("stopped", database).awaitReady();
                TestWarehouse warehouse = TestWarehouse.on(database, server.baseUrl())) {
            warehouse.procedure("a_done", "other", List.of(), "");
            warehouse.procedure("b_slow", "other", List.of("a_done"), "perform pg_sleep(600);");
            warehouse.procedure("c_slow", "other", List.of("a_done"), "perform pg_sleep(600);");
            warehouse.procedure("d_after", "other", List.of("b_slow"), "");
            warehouse
                    .procedure("e_shaky", "other", List.of(), "raise exception 'not yet' using errcode = '40001';")
                    .catalogMore("    retry: {maxAttempts: 2, backoff: PT1H}\n")
                    .register();
            warehouse.operator().run("{" + warehouse.select() + "}").expect(201);
            Awaitility.await().atMost(LONG).until(() -> warehouse.calls() == 4 && waitingForRetry(warehouse) == 1);

            server.stop();

            Awaitility.await("the end of its sessions").atMost(LONG).until(() -> orphans(database) == 0);
            assertThat(warehouse.ledger()).containsExactly("a_done");
            assertThat(
                            Sql.list(
                                    warehouse.connection(),
                                    String.class,
                                    "select p.procedure_name || ' ' || s.status from silversmith.transformation_step s"
                                            + " join silversmith.transformation_procedure p on p.id = s.procedure_id order by 1"))
                    .containsExactly(
                            "a_done succeeded",
                            "b_slow interrupted",
                            "c_slow interrupted",
                            "d_after pending",
                            "e_shaky failed",
                            "e_shaky pending");
            assertThat(
                            Sql.list(
                                    warehouse.connection(),
                                    String.class,
                                    "select status || ' ' || (lease_until <= clock_timestamp()) from silversmith.transformation_run"))
                    .containsExactly("running true");
            assertThat(
                            Sql.list(
                                    warehouse.connection(),
                                    String.class,
                                    "select distinct error_message from silversmith.transformation_step where status = 'interrupted'"))
                    .containsExactly("the server was stopped while the run was active");
            assertThat(Sql.list(
                            warehouse.connection(),
                            String.class,
                            "select action from silversmith.audit_event where action = 'run.cancel'"))
                    .isEmpty();
        }
    }

    @Test
    void two_servers_start_at_once_on_an_empty_database() throws Exception {
        TestDatabase database = TestDatabase.unmigrated("twins");
        try (LibertyProcess one = LibertyProcess.launch("twin1", database);
                LibertyProcess two = LibertyProcess.launch("twin2", database)) {
            one.awaitReady();
            two.awaitReady();

            try (TestWarehouse warehouse = TestWarehouse.on(database, two.baseUrl())) {
                warehouse.procedure("p", "other", List.of(), "").register();
                assertThat(warehouse.run("").getString("status")).isEqualTo("succeeded");
                assertThat(
                                Sql.one(
                                        warehouse.connection(),
                                        Long.class,
                                        "select count(*) from silversmith.flyway_schema_history where version = '0001' and success"))
                        .isEqualTo(1);
                assertThat(Sql.one(
                                warehouse.connection(), Long.class, "select count(*) from silversmith.server_instance"))
                        .isEqualTo(2);
            }
        }
    }

    private static long waitingForRetry(TestWarehouse warehouse) throws Exception {
        return Sql.one(
                warehouse.connection(),
                Long.class,
                "select count(*) from silversmith.transformation_step where attempt_no = 2 and status = 'pending'");
    }

    private static long orphans(TestDatabase database) throws Exception {
        try (var connection = database.asSuperuser()) {
            return Sql.one(
                    connection,
                    Long.class,
                    "select count(*) from pg_stat_activity where usename = 'silversmith_warehouse' and datname = current_database()");
        }
    }
}
