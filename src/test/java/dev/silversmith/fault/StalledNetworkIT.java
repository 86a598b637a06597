package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.CommitTrap;
import dev.silversmith.testing.fault.FaultWarehouse;
import dev.silversmith.testing.fault.Oracle;
import dev.silversmith.testing.fault.TcpProxy;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A network that says nothing: no lane waits for ever, nothing is done twice, and what is only slow is left alone. The lease is five seconds. */
@OwnServers
class StalledNetworkIT {

    private static final Duration LONG = Duration.ofMinutes(2);

    /** Longer than the lease of the servers of tests, and than the time in which a lost connection is found. */
    private static final int LONGER_THAN_A_LEASE = 7;

    private static final int LONGER_THAN_THE_WATCH = 14;

    private final TcpProxy network = ProxiedServer.network();

    @AfterEach
    void passes() {
        network.pass();
    }

    private static JsonObject request(FaultWarehouse warehouse) {
        return warehouse
                .warehouse()
                .operator()
                .run("{" + warehouse.warehouse().select() + "}")
                .expect(201)
                .json();
    }

    private static void awaitStarts(FaultWarehouse warehouse, String name) {
        Awaitility.await("the call of " + name)
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> warehouse.starts(name) > 0);
    }

    /** Transactions of the control login that wait for something else: they would be ended after half a minute. */
    private static List<String> idleTransactions(FaultWarehouse warehouse) throws Exception {
        return Sql.list(warehouse.connection(), String.class, """
                select application_name || ': ' || query
                  from pg_stat_activity
                 where usename = 'silversmith_app'
                   and state like 'idle in transaction%'
                   and state_change < clock_timestamp() - interval '5 seconds'
                """);
    }

    private static String call(FaultWarehouse warehouse, String name) {
        return "call \"%s\".\"%s\"".formatted(warehouse.schema(), name);
    }

    private static void pause(int seconds) throws InterruptedException {
        Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    }

    @Test
    void c1_a_network_stalled_for_longer_than_a_lease_holds_a_run_up_and_its_one_attempt_commits_when_it_flows_again()
            throws Exception {
        try (FaultWarehouse warehouse = ProxiedServer.warehouse();
                Gate gate = Gate.of(ProxiedServer.database(), warehouse.warehouse())) {
            warehouse
                    .procedure("a", "other", List.of(), Gate.pass(warehouse.warehouse()))
                    .procedure("b", "other", List.of("a"), "")
                    .register();
            RunRows run = new RunRows(warehouse.connection(), request(warehouse));
            awaitStarts(warehouse, "a");

            network.stall();
            gate.open();
            pause(LONGER_THAN_A_LEASE);
            assertThat(run.attempts()).containsExactly("a 1 running", "b 1 pending");
            network.pass();

            assertThat(run.awaitEnd()).isEqualTo("succeeded");
            assertThat(run.attempts()).containsExactly("a 1 succeeded", "b 1 succeeded");
            assertThat(warehouse.starts()).isEqualTo(2);
            assertThat(Oracle.of(ProxiedServer.database()).violations()).isEmpty();
        }
    }

    @Test
    void c1_a_server_whose_network_alone_stalls_loses_its_run_to_another_one_and_cannot_commit_when_it_flows_again()
            throws Exception {
        TestDatabase database = ProxiedServer.database();
        try (FaultWarehouse warehouse = ProxiedServer.warehouse();
                Gate gate = Gate.of(database, warehouse.warehouse())) {
            warehouse
                    .procedure("a", "other", List.of(), Gate.pass(warehouse.warehouse()))
                    .procedure("b", "other", List.of("a"), "")
                    .register();
            RunRows run = new RunRows(warehouse.connection(), request(warehouse));
            awaitStarts(warehouse, "a");
            try (LibertyProcess other =
                    LibertyProcess.launch("stop_other", database).awaitReady()) {
                network.stall();
                Awaitility.await("the second call of a").atMost(LONG).until(() -> warehouse.starts("a") == 2);
                gate.open();

                assertThat(run.awaitEnd()).isEqualTo("succeeded");
                assertThat(run.recoveries()).isEqualTo(1);
                network.pass();

                assertThat(run.attempts()).containsExactly("a 1 interrupted", "a 2 succeeded", "b 1 succeeded");
                JsonObject next = request(warehouse);
                assertThat(new RunRows(warehouse.connection(), next).awaitEnd()).isEqualTo("succeeded");
                assertThat(Oracle.of(database).violations()).isEmpty();
                other.stop();
            }
        }
    }

    @Test
    void c2_lost_questions_and_answers_free_their_lanes_and_end_in_the_true_state() throws Exception {
        try (FaultWarehouse warehouse = ProxiedServer.warehouse();
                Gate gate = Gate.of(ProxiedServer.database(), warehouse.warehouse());
                Connection holder = ProxiedServer.database().asSuperuser()) {
            warehouse
                    .warehouse()
                    .sql("create table $s.locked (id int)")
                    .sql("grant all on $s.locked to silversmith_warehouse");
            holder.setAutoCommit(false);
            Sql.execute(holder, "lock table " + warehouse.schema() + ".locked");
            warehouse
                    .procedure("answer_of_commit", "other", List.of(), "")
                    .retry(2, "PT0.1S")
                    .procedure("commit", "other", List.of(), "")
                    .retry(2, "PT0.1S")
                    // Healthy, whatever it looks like: work, the wait for a lock, and that for a gate in a commit.
                    .procedure(
                            "long_call", "other", List.of(), "perform pg_sleep(%d);".formatted(LONGER_THAN_THE_WATCH))
                    .procedure("long_wait", "other", List.of(), "lock table " + warehouse.schema() + ".locked;")
                    .register();
            CommitTrap answer = network.dropCommitAnswer(
                    TestDatabase.WAREHOUSE, call(warehouse, "answer_of_commit"), CommitTrap.Then.SILENCE);
            CommitTrap commit = network.holdCommit(TestDatabase.WAREHOUSE, call(warehouse, "commit"));
            RunRows run = new RunRows(warehouse.connection(), request(warehouse));
            answer.awaitHeld();
            commit.awaitHeld();
            awaitStarts(warehouse, "long_wait");
            pause(LONGER_THAN_THE_WATCH);
            assertThat(idleTransactions(warehouse)).isEmpty();
            holder.rollback();
            gate.open();

            assertThat(run.awaitEnd()).isEqualTo("succeeded");
            commit.release();
            assertThat(run.attempts())
                    .containsExactly(
                            "answer_of_commit 1 succeeded",
                            "commit 1 failed",
                            "commit 2 succeeded",
                            "long_call 1 succeeded",
                            "long_wait 1 succeeded");
            assertThat(warehouse.starts("answer_of_commit")).isEqualTo(1);
            assertThat(Oracle.of(ProxiedServer.database()).violations()).isEmpty();
        }
    }

    @Test
    @Tag("slow")
    void c3_a_connection_that_is_lost_without_a_word_in_the_middle_of_a_call_frees_its_lane() throws Exception {
        try (FaultWarehouse warehouse = ProxiedServer.warehouse();
                Gate gate = Gate.of(ProxiedServer.database(), warehouse.warehouse())) {
            warehouse
                    .procedure("a", "other", List.of(), Gate.pass(warehouse.warehouse()))
                    .retry(2, "PT0.1S")
                    .register();
            RunRows run = new RunRows(warehouse.connection(), request(warehouse));
            awaitStarts(warehouse, "a");

            // The call goes on and ends well; what is said of it reaches nobody, and nothing is heard of the client any
            // more.
            network.loseOpen(TestDatabase.WAREHOUSE);
            gate.open();

            assertThat(run.awaitEnd()).isEqualTo("succeeded");
            assertThat(run.attempts()).containsExactly("a 1 failed", "a 2 succeeded");
            assertThat(warehouse.starts()).isEqualTo(2);
            assertThat(Oracle.of(ProxiedServer.database()).violations()).isEmpty();
        }
    }

    @Test
    void c3_sessions_notice_a_vanished_client_within_two_minutes_and_hold_no_row_for_an_idle_server() throws Exception {
        try (FaultWarehouse warehouse = ProxiedServer.warehouse()) {
            warehouse
                    .warehouse()
                    .sql("create table $s.seen (name text, value text)")
                    .sql("grant all on $s.seen to silversmith_warehouse");
            warehouse
                    .procedure(
                            "looks",
                            "other",
                            List.of(),
                            "insert into %s.seen select name, setting from pg_settings where name like 'tcp_%%' or name = 'idle_in_transaction_session_timeout';"
                                    .formatted(warehouse.schema()))
                    .register();

            assertThat(warehouse.warehouse().run("").getString("status")).isEqualTo("succeeded");

            assertThat(Sql.list(
                            warehouse.connection(),
                            String.class,
                            "select name || ' ' || value from %s.seen order by 1".formatted(warehouse.schema())))
                    .containsExactly(
                            "idle_in_transaction_session_timeout 0",
                            "tcp_keepalives_count 6",
                            "tcp_keepalives_idle 30",
                            "tcp_keepalives_interval 10",
                            "tcp_user_timeout 90000");
        }
    }
}
