package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.FaultWarehouse;
import dev.silversmith.testing.fault.Oracle;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The application is taken away from a running server and given back: its runs go on, and nothing of it is left in between. */
@OwnServers
class RedeployIT {

    private static final Duration LONG = Duration.ofMinutes(2);

    private static TestDatabase database;
    private static LibertyProcess server;

    @BeforeAll
    static void start() {
        database = TestDatabase.fresh("redeploy");
        server = LibertyProcess.launch(
                        "stop_redeploy",
                        database,
                        database.url(),
                        "<applicationMonitor updateTrigger=\"polled\" pollingRate=\"300ms\"/>")
                .awaitReady();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static Path aside() {
        return server.application().resolveSibling("aside.war");
    }

    private static void undeploy() throws IOException {
        long before = stops();
        Files.move(server.application(), aside());
        Awaitility.await("the end of the application").atMost(LONG).until(() -> stops() > before);
    }

    private static long stops() {
        return server.messages()
                .lines()
                .filter(line -> line.contains("CWWKZ0009I"))
                .count();
    }

    private static void deploy() throws IOException {
        Files.move(aside(), server.application());
        Awaitility.await("the application").atMost(LONG).until(() -> answers());
    }

    private static boolean answers() {
        try {
            return new ApiClient(server.baseUrl(), "operator")
                            .get("/runs?limit=1")
                            .status()
                    == 200;
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    @Test
    @Tag("slow")
    void e3_a_run_goes_on_when_its_application_is_taken_away_and_given_back_and_no_thread_is_left_in_between()
            throws Exception {
        try (FaultWarehouse warehouse = FaultWarehouse.on(database, server.baseUrl());
                Gate gate = Gate.of(database, warehouse.warehouse())) {
            warehouse
                    .procedure("a_done")
                    .procedure("b_slow", "other", List.of("a_done"), Gate.pass(warehouse.warehouse()))
                    .procedure("c_slow", "other", List.of("a_done"), Gate.pass(warehouse.warehouse()))
                    .register();
            JsonObject request = warehouse
                    .warehouse()
                    .operator()
                    .run("{" + warehouse.warehouse().select() + "}")
                    .expect(201)
                    .json();
            RunRows run = new RunRows(warehouse.connection(), request);
            Awaitility.await().atMost(LONG).until(() -> warehouse.starts() == 3);

            undeploy();

            assertThat(run.status()).isEqualTo("running");
            assertThat(run.attempts()).contains("a_done 1 succeeded").doesNotContain("b_slow 1 succeeded");
            Awaitility.await("the end of the last thread")
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(server.heap().threads())
                            .doesNotContain("dev.silversmith")
                            .doesNotContain("silversmith stop watch"));
            assertThat(warehouse.warehouse().statementsLeft()).isEmpty();

            deploy();
            gate.open();
            assertThat(run.awaitEnd()).isEqualTo("succeeded");
            assertThat(warehouse.starts("a_done")).isEqualTo(1);
            assertThat(Oracle.of(database).violations()).isEmpty();
        }
    }

    @Test
    @Tag("slow")
    void e3_ten_redeployments_leave_no_class_loader_behind() throws Exception {
        try (FaultWarehouse warehouse = FaultWarehouse.on(database, server.baseUrl())) {
            warehouse.procedure("p").register();
            for (int i = 0; i < 10; i++) {
                assertThat(warehouse.warehouse().run("").getString("status")).isEqualTo("succeeded");
                undeploy();
                deploy();
            }
            // The one that is there, and one that some cache of the server's may keep until its next use.
            Awaitility.await("the end of earlier class loaders").atMost(LONG).untilAsserted(() -> assertThat(
                            server.heap().instances("dev.silversmith.boot.Background"))
                    .isLessThanOrEqualTo(2));
        }
    }
}
