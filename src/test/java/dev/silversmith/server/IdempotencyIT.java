package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.AtOnce;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys beyond the everyday: other words, purged runs, duplicates that would be refused. */
@ArquillianTest
class IdempotencyIT {

    private static final String CATALOG_KEY = "hashtextextended('silversmith:catalog', 0)";

    private static TestWarehouse warehouse() throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse.sql("""
                create procedure $s.p(p_n numeric, p_word text) language plpgsql as $body$
                begin
                  perform nextval('$s.calls');
                  insert into $s.ledger (name) values ('p');
                end
                $body$;
                """);
        return warehouse.entry("p", "other", List.of(), """
                            parameters:
                              p_n: {type: numeric, value: 1}
                              p_word: {type: text, value: none}
                        """).register();
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"timeout\":\"PT1H\",\"parameters\":{\"$s.p\":{\"p_word\":\"a\\u0062c\",\"p_n\":4.0}},\"select\":\"tag:$s\"}",
                "{\"select\": \"t\\u0061g:$s\", \"timeout\": \"PT3600S\", \"parameters\": {\"$s.p\": {\"p_n\": 4e0, \"p_word\": \"abc\"}}}",
                "{ \"select\" : \"tag:$s\" , \n\t\"exclude\": \"\", \"mode\": \"incremental\", \"transactionScope\": \"per_procedure\","
                        + " \"onFailure\": \"continue\", \"onOverlap\": \"queue\", \"dryRun\": false, \"timeZone\": \"Z\", \"maxParallel\": 8e0,"
                        + " \"timeout\": \"PT0H60M\", \"parameters\": {\"$s.p\": {\"p_n\": 40e-1, \"p_word\": \"abc\"}}}",
                "{\"select\": \"tag:$s\", \"timeout\": \"PT60M\", \"businessDate\": null, \"maxParallel\": null, \"mode\": null,"
                        + " \"onOverlap\": null, \"exclude\": null, \"parameters\": {\"$s.p\": {\"p_n\": 4, \"p_word\": \"abc\"}}}"
            })
    void a_request_in_other_words_is_answered_with_the_run_that_exists(String other) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String key = newKey();
            String body =
                    "{\"select\": \"tag:$s\", \"timeout\": \"PT60M\", \"parameters\": {\"$s.p\": {\"p_n\": 4, \"p_word\": \"abc\"}}}";
            JsonObject first = warehouse
                    .operator()
                    .run(body.replace("$s", warehouse.schema()), key)
                    .expect(201)
                    .json();

            Answer again = warehouse.operator().run(other.replace("$s", warehouse.schema()), key);

            assertThat(again.expect(200).json().getString("id")).isEqualTo(first.getString("id"));
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(first.getString("timeout")).isEqualTo("PT1H");
            assertThat(first.getString("onOverlap")).isEqualTo("queue");
            assertThat(first.getString("onFailure")).isEqualTo("continue");
            assertThat(first.getInt("maxParallel")).isEqualTo(8);
        }
    }

    @Test
    void the_key_of_a_purged_run_is_gone_and_nothing_is_executed_under_it_again() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String key = newKey();
            String body = "{" + warehouse.select() + "}";
            JsonObject run = warehouse.operator().run(body, key).expect(201).json();
            String id = run.getString("id");
            warehouse.operator().awaitEnd(id);
            Sql.update(warehouse.connection(), "delete from silversmith.transformation_run where id = ?::uuid", id);

            Answer same = warehouse.operator().run(body, key).expect(410);
            Answer otherBody = warehouse.operator().run("{" + warehouse.select() + ", \"maxParallel\": 2}", key);
            Answer otherUser = warehouse.engineer().run(body, key);

            assertThat(same.json().getString("type")).isEqualTo("/problems/run-purged");
            assertThat(same.json().getString("runId")).isEqualTo(id);
            assertThat(same.json().getString("detail")).contains("run " + run.getInt("number") + " (" + id + ")");
            for (Answer other : List.of(otherBody, otherUser)) {
                assertThat(other.expect(422).json().getString("type")).isEqualTo("/problems/idempotency-key-reused");
            }
            assertThat(warehouse.calls()).isEqualTo(1);
        }
    }

    @Test
    void a_duplicate_is_answered_with_its_run_though_the_catalog_would_refuse_it_now() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            String key = newKey();
            String body = "{\"select\": \"%s.p\"}".formatted(warehouse.schema());
            String id = warehouse.operator().run(body, key).expect(201).json().getString("id");
            disable(warehouse);

            assertThat(warehouse.operator().run(body, key).expect(200).json().getString("id"))
                    .isEqualTo(id);
            warehouse.operator().run(body, newKey()).expect(422);
        }
    }

    @Test
    void a_duplicate_that_is_refused_while_its_twin_is_accepted_is_answered_with_the_twins_run() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection catalog = TestServer.database().asSuperuser()) {
            String body = "{\"select\": \"%s.p\"}".formatted(warehouse.schema());
            JsonObject earlier =
                    warehouse.operator().run(body, newKey()).expect(201).json();
            warehouse.operator().awaitEnd(earlier.getString("id"));
            disable(warehouse);
            Sql.execute(catalog, "select pg_advisory_lock(%s)".formatted(CATALOG_KEY));
            String key = newKey();
            CompletableFuture<Answer> duplicate =
                    CompletableFuture.supplyAsync(() -> warehouse.operator().run(body, key));
            Awaitility.await("the duplicate has looked its key up and waits for the catalog")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Sql.one(
                                    catalog,
                                    Long.class,
                                    "select count(*) from pg_locks where locktype = 'advisory' and not granted and objid::bigint = "
                                            + CATALOG_KEY + " & 4294967295")
                            > 0);

            UUID twin = UUID.randomUUID();
            Sql.update(catalog, """
                    insert into silversmith.transformation_run
                      (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, started_at, finished_at)
                    select ?, ?, request_fingerprint, mode, transaction_scope, 'succeeded', 1, requested_by, started_at, finished_at
                      from silversmith.transformation_run
                     where id = ?::uuid
                    """, twin, key, earlier.getString("id"));
            Sql.execute(catalog, "select pg_advisory_unlock_all()");

            assertThat(duplicate.join().expect(200).json().getString("id")).isEqualTo(twin.toString());
        }
    }

    @Test
    void twenty_duplicates_at_once_with_on_overlap_reject_never_meet_their_own_twin() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            for (int round = 0; round < 5; round++) {
                String key = newKey();
                String body = "{" + warehouse.select() + ", \"onOverlap\": \"reject\"}";

                List<Answer> answers =
                        AtOnce.call(20, caller -> warehouse.operator().run(body, key));

                assertThat(answers)
                        .extracting(Answer::status)
                        .containsOnly(200, 201)
                        .containsOnlyOnce(201);
                warehouse.operator().awaitEnd(answers.get(0).json().getString("id"));
            }
            assertThat(warehouse.calls()).isEqualTo(5);
        }
    }

    private static void disable(TestWarehouse warehouse) {
        String disabled = warehouse.catalog().replace("    kind: other\n", "    kind: other\n    enabled: false\n");
        warehouse.engineer().put("/catalog", "application/yaml", disabled).expect(200);
    }
}
