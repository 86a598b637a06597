package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests for runs and plans: keys, refusals, what the answers say. */
@ArquillianTest
class RunRequestIT {

    private static TestWarehouse warehouse() throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        return warehouse.procedure("p", "other", List.of(), "").register();
    }

    @Test
    void twenty_requests_at_once_with_one_key_make_one_run() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try (TestWarehouse warehouse = warehouse()) {
            String key = UUID.randomUUID().toString();
            String body = "{" + warehouse.select() + "}";

            List<Answer> answers = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> warehouse.operator().run(body, key), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();

            assertThat(answers)
                    .extracting(Answer::status)
                    .containsOnly(200, 201)
                    .containsOnlyOnce(201);
            assertThat(answers)
                    .extracting(answer -> answer.json().getString("id"))
                    .containsOnly(answers.get(0).json().getString("id"));
            assertThat(answers)
                    .filteredOn(answer -> answer.status() == 200)
                    .allMatch(answer -> answer.header("Idempotency-Replayed").equals("true"));
            warehouse.operator().awaitEnd(answers.get(0).json().getString("id"));
            assertThat(warehouse.ledger()).hasSize(1);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void the_same_request_in_other_words_is_the_same() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String key = UUID.randomUUID().toString();
            JsonObject first = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}", key)
                    .expect(201)
                    .json();

            Answer again = warehouse
                    .operator()
                    .run(
                            "{\"mode\": \"incremental\", \"onFailure\": \"continue\", " + warehouse.select()
                                    + ", \"exclude\": \"\"}",
                            '"' + key + '"')
                    .expect(200);

            assertThat(again.json().getString("id")).isEqualTo(first.getString("id"));
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        }
    }

    @Test
    void a_key_is_refused_for_another_body_or_another_user() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String key = UUID.randomUUID().toString();
            warehouse.operator().run("{" + warehouse.select() + "}", key).expect(201);

            Answer otherBody = warehouse.operator().run("{" + warehouse.select() + ", \"maxParallel\": 2}", key);
            Answer otherUser = warehouse.engineer().run("{" + warehouse.select() + "}", key);

            assertThat(otherBody.status()).isEqualTo(422);
            assertThat(otherBody.json().getString("type")).isEqualTo("/problems/idempotency-key-reused");
            assertThat(otherUser.status()).isEqualTo(422);
        }
    }

    @Test
    void a_refused_request_does_not_use_up_its_key() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String key = UUID.randomUUID().toString();
            warehouse
                    .operator()
                    .run("{\"select\": \"tag:nothing_has_this\"}", key)
                    .expect(422);

            warehouse.operator().run("{" + warehouse.select() + "}", key).expect(201);
        }
    }

    @Test
    void a_request_without_a_key_is_refused() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            Answer answer = warehouse.operator().post("/runs", "{" + warehouse.select() + "}");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().getString("type")).isEqualTo("/problems/missing-idempotency-key");
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"mode\": \"full\"}| 422 | /problems/full-refresh-refused",
                "{\"dryRun\": true}| 422 | /problems/not-built-yet",
                "{\"fullRefresh\": {}}| 422 | /problems/invalid-request",
                "{\"timeout\": \"PT0.5S\"}| 422 | /problems/invalid-request",
                "{\"timeout\": \"P32D\"}| 422 | /problems/invalid-request",
                "{\"onOverlap\": \"wait\"}| 422 | /problems/invalid-request",
                "{\"mode\": \"Full\"}| 422 | /problems/invalid-request",
                "{\"nonsense\": 1}| 422 | /problems/invalid-request",
                "{\"maxParallel\": 0}| 422 | /problems/invalid-request",
                "{\"select\": \"no.such_thing\"}| 422 | /problems/invalid-selection",
                "{\"select\": \"tag:\"}| 422 | /problems/invalid-selection",
                "{| 400 | /problems/malformed-request",
                "[]| 400 | /problems/malformed-request",
            })
    void a_request_that_cannot_be_is_refused_by_its_name(String body, int status, String type) {
        Answer answer = new ApiClient(TestServer.baseUrl(), "operator").run(body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.json().getString("type")).isEqualTo(type);
        assertThat(answer.json().getString("detail")).isNotBlank();
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("dev.silversmith");
    }

    @Test
    void a_procedure_that_is_not_in_the_database_is_refused_before_anything_runs() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("missing", "other", List.of(), "").register();
            warehouse.sql("drop procedure $s.missing()");

            Answer answer = warehouse.operator().run("{" + warehouse.select() + "}");

            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.body()).contains(warehouse.schema() + ".missing");
            assertThat(warehouse.calls()).isZero();
        }
    }

    @Test
    void only_a_parameter_with_a_value_can_be_overridden() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String name = warehouse.schema() + ".p";

            Answer answer = warehouse
                    .operator()
                    .run("{%s, \"parameters\": {\"%s\": {\"p_day\": 1}, \"no.such\": {\"p\": 1}}}"
                            .formatted(warehouse.select(), name));

            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.json().getString("type")).isEqualTo("/problems/invalid-request");
            assertThat(answer.json().getJsonArray("errors").getValuesAs(JsonObject.class))
                    .extracting(error -> error.getString("pointer"))
                    .containsExactlyInAnyOrder("/parameters/" + name + "/p_day", "/parameters/no.such/p");
        }
    }

    @Test
    void viewers_see_and_do_not_start() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            JsonObject run = warehouse.run("");
            ApiClient viewer = new ApiClient(TestServer.baseUrl(), "viewer");

            assertThat(viewer.run("{}").status()).isEqualTo(403);
            assertThat(viewer.post("/runs/" + run.getString("id") + "/cancel", "")
                            .status())
                    .isEqualTo(403);
            assertThat(viewer.get("/runs/" + run.getInt("number")).expect(200).json())
                    .isEqualTo(viewer.get("/runs/" + run.getString("id")).json());
            assertThat(viewer.get("/runs?limit=1").expect(200).items()).hasSize(1);
            assertThat(viewer.post("/plans", "{" + warehouse.select() + "}")
                            .expect(200)
                            .json()
                            .getString("fingerprint"))
                    .isEqualTo(run.getString("planFingerprint"));
            assertThat(new ApiClient(TestServer.baseUrl(), "nobody")
                            .get("/runs")
                            .status())
                    .isEqualTo(403);
            assertThat(new ApiClient(TestServer.baseUrl(), "stranger")
                            .get("/runs")
                            .status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/runs/0",
        "/runs/nonsense",
        "/runs/00000000-0000-7000-8000-000000000000",
        "/steps/nonsense",
        "/nonsense"
    })
    void what_is_not_there_is_404(String path) {
        Answer answer = new ApiClient(TestServer.baseUrl(), "viewer").get(path);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }
}
