package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.SmallServer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Whatever the lanes do, the server answers; whatever the lanes want, the limit of all runs holds. */
@Isolated("it measures how long answers take")
class LivenessIT {

    private static final int LANES = 32;
    private static final int CALLERS = 100;
    private static final int MEASUREMENTS = 9;

    @Test
    void with_32_lanes_blocked_and_100_callers_waiting_everything_answers_within_a_second() throws Exception {
        try (TestWarehouse warehouse = SmallServer.warehouse();
                Connection gate = SmallServer.database().asSuperuser()) {
            String lock = "hashtext('" + warehouse.schema() + "')";
            Sql.execute(gate, "select pg_advisory_lock(" + lock + ")");
            for (String run : List.of("a", "b", "c", "d", "e")) {
                for (int i = 0; i < (run.equals("d") ? 16 : 8); i++) {
                    warehouse.procedure(
                            "%s%02d".formatted(run, i),
                            "other",
                            List.of(),
                            "perform pg_advisory_xact_lock_shared(%s);".formatted(lock));
                }
            }
            warehouse.register();
            List<String> runs = new ArrayList<>();
            for (String run : List.of("a", "b", "c", "d", "e")) {
                runs.add(start(warehouse, run));
            }
            await("all lanes blocked").until(() -> blocked(gate), found -> found == LANES);
            assertThat(status(warehouse, runs.get(3)))
                    .as("16 lanes wanted, 8 left")
                    .isEqualTo("running");
            assertThat(status(warehouse, runs.get(4))).as("no lane left").isEqualTo("queued");

            assertThat(slowest()).as("lanes blocked").allSatisfy(LivenessIT::isQuick);

            List<CompletableFuture<HttpResponse<String>>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(waitFor(runs.get(i % runs.size())));
            }
            assertThat(slowest()).as("callers waiting too").allSatisfy(LivenessIT::isQuick);
            assertThat(blocked(gate))
                    .as("the limit holds while admitted runs want 40 lanes")
                    .isEqualTo(LANES);
            assertThat(held(gate))
                    .as("blocked lanes and waiting callers hold no control connection")
                    .isZero();

            isQuick("cancel", millis(() -> warehouse
                    .operator()
                    .post("/runs/" + runs.get(2) + "/cancel", "")
                    .expect(202)));
            assertThat(warehouse.operator().awaitEnd(runs.get(2)).getString("status"))
                    .isEqualTo("cancelled");
            await("its lanes taken by the others").until(() -> blocked(gate), found -> found == LANES);

            Sql.execute(gate, "select pg_advisory_unlock_all()");
            for (CompletableFuture<HttpResponse<String>> caller : callers) {
                assertThat(caller.get().statusCode()).isEqualTo(200);
            }
            for (String run : List.of(runs.get(0), runs.get(1), runs.get(3), runs.get(4))) {
                assertThat(warehouse.operator().awaitEnd(run).getString("status"))
                        .isEqualTo("succeeded");
            }
            assertThat(warehouse.ledger()).hasSize(40);
        }
    }

    @Test
    void a_wait_that_ends_before_its_run_answers_the_run_as_it_is() throws Exception {
        try (TestWarehouse warehouse = SmallServer.warehouse();
                Connection gate = SmallServer.database().asSuperuser()) {
            String lock = "hashtext('" + warehouse.schema() + "')";
            Sql.execute(gate, "select pg_advisory_lock(" + lock + ")");
            warehouse
                    .procedure("a00", "other", List.of(), "perform pg_advisory_xact_lock_shared(%s);".formatted(lock))
                    .register();
            String run = start(warehouse, "a");

            JsonObject early = warehouse
                    .operator()
                    .get("/runs/" + run + "?wait=PT1S")
                    .expect(200)
                    .json();
            assertThat(early.getString("status")).isEqualTo("running");
            warehouse.operator().get("/runs/" + run + "?wait=PT0S").expect(200);
            assertThat(warehouse.operator().get("/runs/" + run + "?wait=PT6M").status())
                    .isEqualTo(422);

            Sql.execute(gate, "select pg_advisory_unlock_all()");
            assertThat(warehouse.operator().awaitEnd(run).getString("status")).isEqualTo("succeeded");
        }
    }

    private static String start(TestWarehouse warehouse, String prefix) {
        String body = "{\"select\": \"%s.%s*\", \"maxParallel\": 16}".formatted(warehouse.schema(), prefix);
        return warehouse.operator().run(body).expect(201).json().getString("id");
    }

    private static String status(TestWarehouse warehouse, String run) {
        return warehouse.operator().get("/runs/" + run).expect(200).json().getString("status");
    }

    private static CompletableFuture<HttpResponse<String>> waitFor(String run) {
        String token = java.util.Base64.getEncoder()
                .encodeToString("viewer:viewer".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(SmallServer.get().baseUrl() + "/api/v1/runs/" + run + "?wait=PT4M"))
                .header("Authorization", "Basic " + token)
                .build();
        return HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString());
    }

    /** The median time of each kind of request; the machine that tests may stumble once. */
    private static Map<String, Long> slowest() throws Exception {
        String base = SmallServer.get().baseUrl();
        ApiClient viewer = new ApiClient(base, "viewer");
        Map<String, Callable<?>> requests = new TreeMap<>(Map.of(
                "live", () -> ok(RawRequest.to(base + "/health/live").send()),
                "ready", () -> ok(RawRequest.to(base + "/health/ready").send()),
                "runs", () -> viewer.get("/runs").expect(200),
                "plan", () -> viewer.post("/plans", "{\"select\": \"*.a0*\"}").expect(200),
                "login", () -> login(base)));
        Map<String, Long> medians = new TreeMap<>();
        for (Map.Entry<String, Callable<?>> request : requests.entrySet()) {
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < MEASUREMENTS; i++) {
                times.add(millis(request.getValue()));
            }
            times.sort(null);
            medians.put(request.getKey(), times.get(MEASUREMENTS / 2));
        }
        return medians;
    }

    private static HttpResponse<String> login(String base) throws IOException, InterruptedException {
        HttpResponse<String> answer = RawRequest.to(base + "/j_security_check")
                .method("POST")
                .type("application/x-www-form-urlencoded")
                .body("j_username=viewer&j_password=viewer")
                .send();
        assertThat(answer.headers().allValues("Set-Cookie")).anyMatch(cookie -> cookie.startsWith("LtpaToken2="));
        return answer;
    }

    private static HttpResponse<String> ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private static long millis(Callable<?> request) throws Exception {
        long begin = System.nanoTime();
        request.call();
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    private static void isQuick(String request, long millis) {
        assertThat(millis).as("milliseconds of " + request).isLessThan(1000);
    }

    private static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(Duration.ofMinutes(1));
    }

    private static long blocked(Connection connection) throws Exception {
        return Sql.one(
                connection,
                Long.class,
                "select count(*) from pg_stat_activity where usename = 'silversmith_warehouse'"
                        + " and datname = current_database() and state = 'active' and wait_event = 'advisory'");
    }

    private static long held(Connection connection) throws Exception {
        return Sql.one(
                connection,
                Long.class,
                "select count(*) from pg_stat_activity where usename = 'silversmith_app'"
                        + " and datname = current_database() and state like 'idle in transaction%' and state_change < now() - interval '1 s'");
    }
}
