package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.FaultWarehouse;
import dev.silversmith.testing.fault.Oracle;
import dev.silversmith.testing.fault.TcpProxy;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The end of a server: in time, whatever the database does, and never the end of its runs. */
@OwnServers
class StopIT {

    private static final Duration LONG = Duration.ofMinutes(2);

    /** Short, so that a stop that is cut short is seen to be; an ordinary stop takes three seconds. */
    private static final int STOP_SECONDS = 9;

    /** What the machine may need on top of it. */
    private static final int MARGIN_SECONDS = 4;

    private static TestDatabase database;
    private static TcpProxy proxy;
    private static LibertyProcess server;

    /** The server of this class, ready; stopped by each test, and started again by the next. */
    private static LibertyProcess server() {
        if (server == null) {
            database = TestDatabase.fresh("stop");
            proxy = TcpProxy.before(database);
            server = LibertyProcess.launch(
                    "stop_e2",
                    database,
                    proxy.url(database),
                    "<variable name=\"SILVERSMITH_STOP_SECONDS\" value=\"%d\"/>".formatted(STOP_SECONDS));
        }
        return server.awaitReady();
    }

    private static void again() {
        server = server.again().awaitReady();
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.close();
            proxy.close();
        }
    }

    /** Milliseconds until the server has ended. */
    private static long stop(Runnable how) {
        long before = System.nanoTime();
        how.run();
        server.awaitGone(LONG);
        return Duration.ofNanos(System.nanoTime() - before).toMillis();
    }

    private static JsonObject runWithCallsUnderWay(FaultWarehouse warehouse) throws Exception {
        warehouse.procedure("a_done");
        for (int lane = 1; lane <= 8; lane++) {
            warehouse.procedure("b_slow" + lane, "other", List.of("a_done"), Gate.pass(warehouse.warehouse()));
        }
        warehouse.procedure("c_after", "other", List.of("b_slow1"), "").register();
        JsonObject run = warehouse
                .warehouse()
                .operator()
                .run("{" + warehouse.warehouse().select() + "}")
                .expect(201)
                .json();
        Awaitility.await("calls under way").atMost(LONG).until(() -> warehouse.starts() == 9);
        return run;
    }

    private static List<String> steps(FaultWarehouse warehouse, JsonObject run, String condition) throws Exception {
        return Sql.list(
                warehouse.connection(),
                String.class,
                "select distinct p.procedure_name || ' ' || s.status from silversmith.transformation_step s"
                        + " join silversmith.transformation_procedure p on p.id = s.procedure_id"
                        + " where s.run_id = ?::uuid and " + condition + " order by 1",
                run.getString("id"));
    }

    private static String status(FaultWarehouse warehouse, JsonObject run) throws Exception {
        return Sql.one(
                warehouse.connection(),
                String.class,
                "select status from silversmith.transformation_run where id = ?::uuid",
                run.getString("id"));
    }

    /** Opens the gate and waits for the run's end on the server that is there now. */
    private static void endsWell(FaultWarehouse warehouse, JsonObject run, Gate gate) throws Exception {
        gate.open();
        Awaitility.await("the end of the run").atMost(LONG).until(() -> !List.of("running", "queued")
                .contains(status(warehouse, run)));
        assertThat(status(warehouse, run)).isEqualTo("succeeded");
        assertThat(Oracle.of(database).violations()).isEmpty();
    }

    @Test
    void e2_a_stop_in_the_middle_of_calls_rolls_them_back_in_seconds_and_the_run_goes_on_at_the_next_start()
            throws Exception {
        try (FaultWarehouse warehouse = FaultWarehouse.on(start(), server.baseUrl());
                Gate gate = Gate.of(database, warehouse.warehouse())) {
            JsonObject run = runWithCallsUnderWay(warehouse);

            // The second signal comes in the middle of what the first has begun.
            long took = stop(() -> {
                server.terminate();
                server.terminate();
            });

            assertThat(took).isLessThan(Duration.ofSeconds(STOP_SECONDS).toMillis());
            assertThat(steps(warehouse, run, "s.status in ('succeeded', 'running')"))
                    .containsExactly("a_done succeeded");
            assertThat(steps(
                            warehouse,
                            run,
                            "s.procedure_id is not null and s.attempt_no = 1 and s.status = 'interrupted'"))
                    .hasSize(8);
            assertThat(status(warehouse, run)).isEqualTo("running");
            assertThat(
                            Sql.list(
                                    warehouse.connection(),
                                    String.class,
                                    "select id::text from silversmith.transformation_run where status = 'running' and lease_until > clock_timestamp()"))
                    .as("leases that outlive their server")
                    .isEmpty();

            again();
            endsWell(warehouse, run, gate);
            assertThat(warehouse.starts("a_done")).isEqualTo(1);
        }
    }

    @Test
    @Tag("slow")
    void e2_a_stop_with_a_stalled_network_is_cut_short_and_the_run_goes_on_at_the_next_start() throws Exception {
        try (FaultWarehouse warehouse = FaultWarehouse.on(start(), server.baseUrl());
                Gate gate = Gate.of(database, warehouse.warehouse())) {
            JsonObject run = runWithCallsUnderWay(warehouse);
            proxy.stall();

            long took = stop(server::terminate);

            assertThat(took)
                    .isLessThan(
                            Duration.ofSeconds(STOP_SECONDS + MARGIN_SECONDS).toMillis());
            assertThat(status(warehouse, run)).isEqualTo("running");
            proxy.pass();

            again();
            endsWell(warehouse, run, gate);
            assertThat(warehouse.starts("a_done")).isEqualTo(1);
        } finally {
            proxy.pass();
        }
    }

    @Test
    @Tag("slow")
    void e2_a_signal_in_the_middle_of_the_start_ends_the_server_and_it_starts_the_next_time() throws Exception {
        start();
        stop(server::terminate);
        server = server.again();
        Awaitility.await("the start of the application")
                .atMost(LONG)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> server.console().contains("CWWKZ0018I"));

        long took = stop(server::terminate);

        // From the moment when there is anything of the product that can be stopped.
        assertThat(took).isLessThan(Duration.ofSeconds(2 * STOP_SECONDS).toMillis());
        again();
        try (FaultWarehouse warehouse = FaultWarehouse.on(database, server.baseUrl())) {
            warehouse.procedure("p").register();
            assertThat(warehouse.warehouse().run("").getString("status")).isEqualTo("succeeded");
        }
        assertThat(Oracle.of(database).violations()).isEmpty();
    }

    private static TestDatabase start() {
        if (server != null && !server.isAlive()) {
            again();
        }
        server();
        return database;
    }
}
