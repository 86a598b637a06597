package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.AtCommit;
import dev.silversmith.testing.fault.CommitTrap;
import dev.silversmith.testing.fault.FaultWarehouse;
import dev.silversmith.testing.fault.Oracle;
import dev.silversmith.testing.fault.TcpProxy;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commits that give no clear answer: each ends in the state that the database is in, with the reason that was given, without a person. */
@OwnServers
class UnknownCommitIT {

    private static final Duration LONG = Duration.ofMinutes(1);

    private static TestDatabase database;
    private static TcpProxy network;
    private static LibertyProcess server;

    private FaultWarehouse warehouse;
    private FaultRuns runs;

    @BeforeAll
    static void start() {
        database = TestDatabase.unmigrated("unknown_commit");
        network = TcpProxy.before(database);
        server = LibertyProcess.launch("unknown-commit", database, network.url(database), "")
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        server.kill();
        network.close();
    }

    @BeforeEach
    void aWarehouse() throws Exception {
        warehouse = FaultWarehouse.on(database, server.baseUrl());
        runs = new FaultRuns(database, warehouse);
    }

    @AfterEach
    void judge() throws Exception {
        warehouse.close();
        assertThat(Oracle.of(database).violations()).isEmpty();
    }

    @Test
    void a_commit_whose_answer_is_lost_is_the_success_that_it_was() throws Exception {
        warehouse.procedure("a").procedure("b", "other", List.of("a"), "").register();
        CommitTrap trap = network.dropCommitAnswer(TestDatabase.WAREHOUSE, CommitTrap.Then.CUT);

        String run = runs.start();
        trap.awaitHeld();

        assertThat(runs.end(run).getString("status")).isEqualTo("succeeded");
        assertThat(runs.attempts(run)).containsExactly("a 1 succeeded", "b 1 succeeded");
        assertThat(warehouse.starts()).isEqualTo(2);
    }

    @Test
    void a_commit_that_never_arrived_is_the_failure_that_it_was() throws Exception {
        warehouse.procedure("a").procedure("b", "other", List.of("a"), "").register();
        CommitTrap trap = network.holdCommit(TestDatabase.WAREHOUSE);
        String run = runs.start();
        trap.awaitHeld();

        trap.cut();

        assertThat(runs.end(run).getString("status")).isEqualTo("failed");
        assertThat(runs.attempts(run)).containsExactly("a 1 failed", "b 1 skipped");
        assertThat(runs.reason(run)).startsWith("08006 ");
        assertThat(warehouse.rows()).isEmpty();
    }

    @Test
    void a_commit_that_never_arrived_is_tried_again_if_the_procedure_may_be() throws Exception {
        warehouse.procedure("a").retry(2, "PT0.02S").register();
        CommitTrap trap = network.holdCommit(TestDatabase.WAREHOUSE);
        String run = runs.start();
        trap.awaitHeld();

        trap.cut();

        assertThat(runs.end(run).getString("status")).isEqualTo("succeeded");
        assertThat(runs.attempts(run)).containsExactly("a 1 failed", "a 2 succeeded");
        assertThat(warehouse.starts()).isEqualTo(2);
        assertThat(warehouse.rows()).hasSize(1);
    }

    @Test
    void b7_a_deferred_constraint_that_fails_at_the_commit_is_a_failure_with_its_name() throws Exception {
        AtCommit.violates(warehouse, "a").register();

        String run = runs.start();

        assertThat(runs.end(run).getString("status")).isEqualTo("failed");
        assertThat(runs.attempts(run)).containsExactly("a 1 failed");
        assertThat(runs.reason(run)).startsWith("23503 ").contains("\"late_a_fk\"");
        assertThat(warehouse.rows()).isEmpty();
    }

    @Test
    void b6_a_serialization_failure_at_the_commit_is_tried_again() throws Exception {
        warehouse.warehouse().sql("create sequence $s.tries").sql("grant all on sequence $s.tries to public");
        AtCommit.does(warehouse, "a", """
                        if nextval('$s.tries') = 1 then
                          raise exception 'could not serialize access' using errcode = '40001';
                        end if;
                        """).retry(2, "PT0.02S").register();

        String run = runs.start();

        assertThat(runs.end(run).getString("status")).isEqualTo("succeeded");
        assertThat(runs.attempts(run)).containsExactly("a 1 failed", "a 2 succeeded");
        assertThat(runs.reason(run)).isEqualTo("40001 could not serialize access");
        assertThat(warehouse.rows()).hasSize(1);
    }

    @Test
    void a_session_terminated_in_the_middle_of_its_commit_is_the_failure_that_it_was() throws Exception {
        AtCommit.does(warehouse, "a", Gate.pass(warehouse.warehouse())).register();
        try (Gate gate = Gate.of(database, warehouse.warehouse())) {
            String run = runs.start();
            awaitCommitting();

            Sql.execute(warehouse.connection(), """
                    select pg_terminate_backend(pid) from pg_stat_activity
                     where datname = current_database() and usename = 'silversmith_warehouse' and query = 'COMMIT'
                    """);

            assertThat(runs.end(run).getString("status")).isEqualTo("failed");
            assertThat(runs.attempts(run)).containsExactly("a 1 failed");
            assertThat(runs.reason(run)).isEqualTo("57P01 terminating connection due to administrator command");
            assertThat(warehouse.rows()).isEmpty();
            gate.open();
        }
    }

    private void awaitCommitting() {
        Awaitility.await("a session in its COMMIT")
                .atMost(LONG)
                .until(() -> Sql.one(warehouse.connection(), Long.class, """
                        select count(*) from pg_stat_activity
                         where datname = current_database() and usename = 'silversmith_warehouse'
                           and query = 'COMMIT' and wait_event = 'advisory'
                        """) == 1);
    }

    @Test
    void a_commit_that_takes_long_is_waited_for_when_its_client_is_cut_off() throws Exception {
        AtCommit.does(warehouse, "a", Gate.pass(warehouse.warehouse())).register();
        try (Gate gate = Gate.of(database, warehouse.warehouse())) {
            String run = runs.start();
            awaitCommitting();

            network.reset(TestDatabase.WAREHOUSE);
            gate.open();

            JsonObject ended = runs.end(run);
            assertThat(runs.attempts(run))
                    .containsExactly(ended.getString("status").equals("succeeded") ? "a 1 succeeded" : "a 1 failed");
        }
    }

    @Test
    void what_another_server_has_settled_meanwhile_is_not_recorded_as_a_failure() throws Exception {
        warehouse
                .procedure("a", "other", List.of(), Gate.pass(warehouse.warehouse()))
                .register();
        try (Gate gate = Gate.of(database, warehouse.warehouse())) {
            String run = runs.start();
            Awaitility.await().atMost(LONG).until(() -> warehouse.starts() == 1);
            try (Connection app = database.asApp()) {
                Sql.update(app, """
                        update silversmith.transformation_step set status = 'interrupted', finished_at = clock_timestamp()
                         where run_id = ?::uuid
                        """, run);
            }

            network.reset(TestDatabase.WAREHOUSE);

            runs.end(run);
            assertThat(runs.attempts(run)).first().isEqualTo("a 1 interrupted");
            assertThat(warehouse.rows()).isEmpty();
            gate.open();
        }
    }
}
