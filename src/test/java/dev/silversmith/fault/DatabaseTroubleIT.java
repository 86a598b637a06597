package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.AtOnce;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.FaultWarehouse;
import dev.silversmith.testing.fault.Oracle;
import dev.silversmith.testing.fault.OwnCluster;
import dev.silversmith.testing.fault.SmallDisk;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A database that stops, crashes, is full, read-only or out of connections: the server says why, and goes on by itself. */
@OwnServers
class DatabaseTroubleIT {

    private static final Duration LONG = Duration.ofMinutes(1);

    /** What a probe of a load balancer or container platform waits for by default is a second; with a stumbling machine's reserve. */
    private static final Duration SOON = Duration.ofMillis(2500);

    private static OwnCluster cluster;
    private static TestDatabase database;
    private static LibertyProcess server;

    private FaultWarehouse warehouse;
    private FaultRuns runs;

    @BeforeAll
    static void start() {
        cluster = OwnCluster.start();
        database = TestDatabase.unmigrated(cluster, "trouble");
        server = LibertyProcess.launch("database-trouble", database).awaitReady();
    }

    @AfterAll
    static void stop() {
        server.kill();
        cluster.close();
    }

    @BeforeEach
    void aWarehouse() throws Exception {
        warehouse = FaultWarehouse.on(database, server.baseUrl());
        runs = new FaultRuns(database, warehouse);
    }

    @AfterEach
    void judge() throws Exception {
        warehouse.close();
        awaitReadiness(200, "");
        awaitAnswers();
        assertThat(Oracle.of(database).violations()).isEmpty();
    }

    /**
     * The first request that meets a session which died in the pool is told so; the next test's must not be that one. This one asks on the
     * sessions of every pool that an import uses: that there is no such procedure is an answer of the warehouse.
     */
    private static void awaitAnswers() {
        ApiClient engineer = new ApiClient(server.baseUrl(), "engineer");
        Awaitility.await("requests that find no dead session").atMost(LONG).until(() -> AtOnce.call(
                        8,
                        caller -> engineer.put(
                                "/catalog?dryRun=true",
                                "application/yaml",
                                "version: 1\nprocedures: {nowhere.nothing: {}}\n"))
                .stream()
                .allMatch(answer -> answer.status() == 422));
    }

    /** Waits for an answer of the readiness check; each must come soon, and the liveness check has nothing against the server. */
    private static void awaitReadiness(int status, String reason) {
        Awaitility.await("readiness " + status + " " + reason).atMost(LONG).untilAsserted(() -> {
            long begin = System.nanoTime();
            HttpResponse<String> answer =
                    RawRequest.to(server.baseUrl() + "/health/ready").send();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
            assertThat(answer.body()).contains(reason);
            assertThat(RawRequest.to(server.baseUrl() + "/health/live").send().statusCode())
                    .isEqualTo(200);
        });
    }

    private static void asSuperuser(String sql) throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            Sql.execute(superuser, sql.replace("$database", database.name()));
        }
    }

    /** What is asked of the database from now on, is asked on new sessions; calls that are under way go on. */
    private static void endIdleSessions() throws SQLException {
        asSuperuser("""
                select pg_terminate_backend(pid) from pg_stat_activity
                 where usename in ('silversmith_app', 'silversmith_warehouse') and state = 'idle'
                """);
    }

    private void awaitStarts(long calls) {
        Awaitility.await("calls").atMost(LONG).until(() -> warehouse.starts() == calls);
    }

    private String throughTrouble(Trouble trouble) throws Exception {
        warehouse
                .procedure("a", "other", List.of(), Gate.pass(warehouse.warehouse()))
                .procedure("b", "other", List.of("a"), "")
                .register();
        try (Gate gate = Gate.of(database, warehouse.warehouse())) {
            String run = runs.start();
            awaitStarts(1);
            trouble.begin();
            endIdleSessions();
            gate.open();
            trouble.judge();
            Awaitility.await("the end of the call that was under way")
                    .atMost(LONG)
                    .until(() -> runs.attempts(run).contains("a 1 succeeded"));
            trouble.end();
            endIdleSessions();
            return run;
        }
    }

    private interface Trouble {
        void begin() throws SQLException;

        void judge();

        void end() throws SQLException;
    }

    private void assertNothingWasEaten(String run) throws Exception {
        assertThat(runs.end(run).getString("status")).isEqualTo("succeeded");
        assertThat(runs.attempts(run)).containsExactly("a 1 succeeded", "b 1 succeeded");
        assertThat(runs.rows()).isEqualTo(2);
    }

    @Test
    void b1_a_database_stopped_in_the_middle_of_a_call_is_waited_for_and_the_procedure_is_tried_again()
            throws Exception {
        warehouse
                .procedure("a", "other", List.of(), Gate.pass(warehouse.warehouse()))
                .retry(2, "PT0.02S")
                .procedure("b", "other", List.of("a"), "")
                .register();
        Gate untilTheStop = Gate.of(database, warehouse.warehouse());
        String run = runs.start();
        awaitStarts(1);

        cluster.stopFast();
        awaitReadiness(503, "the database cannot be reached (SQLSTATE 08001)");
        cluster.startAgain();

        assertThat(runs.end(run).getString("status")).isEqualTo("succeeded");
        assertThat(runs.attempts(run)).containsExactly("a 1 failed", "a 2 succeeded", "b 1 succeeded");
        assertThat(runs.reason(run)).isEqualTo("57P01 terminating connection due to administrator command");
        assertThat(runs.rows()).isEqualTo(2);
        untilTheStop.close();
    }

    @Test
    void b1_a_crash_of_the_database_in_the_middle_of_a_call_loses_nothing_and_doubles_nothing() throws Exception {
        warehouse
                .procedure("before")
                .procedure("a", "other", List.of("before"), Gate.pass(warehouse.warehouse()))
                .retry(2, "PT0.02S")
                .procedure("b", "other", List.of("a"), "")
                .procedure("once", "other", List.of("before"), Gate.pass(warehouse.warehouse()))
                .register();
        Gate untilTheStop = Gate.of(database, warehouse.warehouse());
        String run = runs.start();
        awaitStarts(3);

        cluster.stopImmediately();
        cluster.startAgain();

        assertThat(runs.end(run).getString("status")).isEqualTo("failed");
        assertThat(runs.attempts(run))
                .containsExactlyInAnyOrder(
                        "before 1 succeeded", "a 1 failed", "a 2 succeeded", "b 1 succeeded", "once 1 failed");
        assertThat(runs.rows()).isEqualTo(3);
        // The first transaction on every pooled session fails now: no attempt and no request is lost by it.
        String next = runs.start();
        runs.end(next);
        assertThat(runs.attempts(next))
                .containsExactlyInAnyOrder("before 1 succeeded", "a 1 succeeded", "b 1 succeeded", "once 1 succeeded");
        untilTheStop.close();
    }

    @Test
    void b8_a_tablespace_without_room_fails_its_procedure_with_that_reason_and_nothing_else() throws Exception {
        try (SmallDisk disk = SmallDisk.of(10)) {
            asSuperuser("create tablespace small location '%s'".formatted(disk.folder()));
            warehouse.warehouse().sql("create table $s.big (x text) tablespace small");
            warehouse.warehouse().sql("grant all on $s.big to silversmith_warehouse");
            warehouse
                    .procedure(
                            "a",
                            "other",
                            List.of(),
                            "insert into $s.big select repeat(md5(n::text), 30) from generate_series(1, 40000) n;")
                    .procedure("b")
                    .procedure("c", "other", List.of("a"), "")
                    .register();

            String run = runs.start();

            assertThat(runs.end(run).getString("status")).isEqualTo("failed");
            assertThat(runs.attempts(run)).containsExactlyInAnyOrder("a 1 failed", "b 1 succeeded", "c 1 skipped");
            assertThat(runs.reason(run)).startsWith("53100 ").contains("No space left on device");
            awaitReadiness(200, "");
            warehouse.warehouse().sql("drop table $s.big");
            asSuperuser("drop tablespace small");
        }
    }

    @Test
    void b9_without_a_free_connection_a_unit_waits_and_the_server_answers() throws Exception {
        String run = throughTrouble(new Trouble() {
            @Override
            public void begin() throws SQLException {
                asSuperuser("alter role silversmith_warehouse connection limit 0");
            }

            @Override
            public void judge() {
                awaitReadiness(503, "warehouse login: the database server has no free connection (SQLSTATE 53300)");
                assertThat(warehouse.warehouse().operator().get("/runs").status())
                        .isEqualTo(200);
            }

            @Override
            public void end() throws SQLException {
                asSuperuser("alter role silversmith_warehouse connection limit -1");
            }
        });

        assertNothingWasEaten(run);
    }

    @Test
    void b11_a_read_only_database_is_said_and_waited_for() throws Exception {
        String run = throughTrouble(new Trouble() {
            @Override
            public void begin() throws SQLException {
                asSuperuser("alter database $database set default_transaction_read_only = on");
            }

            @Override
            public void judge() {
                awaitReadiness(503, "the database is read-only");
                awaitReadiness(503, "no heartbeat for");
            }

            @Override
            public void end() throws SQLException {
                asSuperuser("begin read write; alter database $database reset default_transaction_read_only; commit");
            }
        });

        assertNothingWasEaten(run);
    }

    @Test
    void b11_passwords_that_were_changed_are_said_and_waited_for() throws Exception {
        String run = throughTrouble(new Trouble() {
            @Override
            public void begin() throws SQLException {
                asSuperuser("alter role silversmith_warehouse password 'another'");
            }

            @Override
            public void judge() {
                awaitReadiness(503, "warehouse login: the database refuses the password (SQLSTATE 28P01)");
            }

            @Override
            public void end() throws SQLException {
                asSuperuser("alter role silversmith_warehouse password '%s'"
                        .formatted(database.password(TestDatabase.WAREHOUSE)));
            }
        });

        assertNothingWasEaten(run);
    }
}
