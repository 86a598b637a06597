package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.AtOnce;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Two servers on one database: one run per key, no procedure twice at once, and the order of the queue, decided by the ledger. */
@OwnServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoServersIT {

    private static final Duration LONG = Duration.ofMinutes(3);

    /** What a procedure does to leave the time of its execution behind, by the database's clock. */
    private static final String SPAN = """
            declare
              began constant timestamptz := clock_timestamp();
            begin
              perform pg_sleep(0.005);
              insert into $s.spans values ('$p', began, clock_timestamp());
            end;
            """;

    private static final String SPANS_AT_ONCE = """
            select count(*)
              from $s.spans one
              join $s.spans other on other.name = one.name and other.ctid <> one.ctid
             where one.began <= other.ended
               and other.began <= one.ended
            """;

    /** Pairs of runs of this schema that were active at once and share a procedure. */
    private static final String RUNS_AT_ONCE = """
            select count(*)
              from silversmith.transformation_run one
              join silversmith.transformation_run other
                on other.number > one.number and one.started_at <= other.finished_at and other.started_at <= one.finished_at
             where exists (select
                             from silversmith.transformation_step a
                             join silversmith.transformation_step b on b.procedure_id = a.procedure_id
                            where a.run_id = one.id and b.run_id = other.id)
               and one.selection like '%$s%'
            """;

    private TestDatabase database;
    private LibertyProcess a;
    private LibertyProcess b;

    @BeforeAll
    void startServers() {
        database = TestDatabase.unmigrated("two_servers");
        a = LibertyProcess.launch("two_servers_a", database);
        b = LibertyProcess.launch("two_servers_b", database);
        a.awaitReady();
        b.awaitReady();
    }

    @AfterAll
    void stopServers() {
        a.close();
        b.close();
    }

    private TestWarehouse warehouse(String... procedures) throws SQLException {
        TestWarehouse warehouse = TestWarehouse.on(database, a.baseUrl());
        warehouse
                .sql("create table $s.spans (name text, began timestamptz, ended timestamptz)")
                .sql("grant insert on $s.spans to silversmith_warehouse");
        for (String name : procedures) {
            String body = SPAN.replace("$s", warehouse.schema()).replace("$p", name);
            warehouse.procedure(name, "other", List.of(), body);
        }
        return procedures.length == 0 ? warehouse : warehouse.register();
    }

    /** Every other caller asks the other server. */
    private ApiClient operator(int caller) {
        return new ApiClient((caller % 2 == 0 ? a : b).baseUrl(), "operator");
    }

    private static void awaitAll(TestWarehouse warehouse) {
        Awaitility.await("the end of all runs").atMost(LONG).until(() -> one(warehouse, """
                        select count(*)
                          from silversmith.transformation_run
                         where status in ('queued', 'running', 'cancelling')
                        """) == 0);
    }

    private static long one(TestWarehouse warehouse, String sql) throws SQLException {
        return Sql.one(warehouse.connection(), Long.class, sql.replace("$s", warehouse.schema()));
    }

    private static String newKey() {
        return UUID.randomUUID().toString();
    }

    @Test
    void d3_a_hundred_requests_at_once_with_one_key_make_one_run() throws Exception {
        try (TestWarehouse warehouse = warehouse("p")) {
            String key = newKey();
            String body = "{" + warehouse.select() + "}";

            List<Answer> answers = AtOnce.call(100, caller -> operator(caller).run(body, key));

            assertThat(answers)
                    .extracting(Answer::status)
                    .containsOnly(200, 201)
                    .containsOnlyOnce(201);
            assertThat(answers)
                    .filteredOn(answer -> answer.status() == 200)
                    .hasSize(99)
                    .allMatch(answer -> answer.header("Idempotency-Replayed").equals("true"));
            assertThat(answers.stream()
                            .map(answer -> answer.json().getString("id"))
                            .distinct())
                    .hasSize(1);
            awaitAll(warehouse);
            assertThat(one(warehouse, "select count(*) from silversmith.transformation_run where selection = 'tag:$s'"))
                    .isEqualTo(1);
            assertThat(warehouse.calls()).isEqualTo(1);
        }
    }

    @Test
    void a_key_belongs_to_its_user_and_body_on_every_server() throws Exception {
        try (TestWarehouse warehouse = warehouse("p")) {
            String key = newKey();
            String body = "{" + warehouse.select() + "}";
            operator(0).run(body, key).expect(201);

            Answer otherUser = new ApiClient(b.baseUrl(), "engineer").run(body, key);
            Answer otherBody = operator(1).run("{" + warehouse.select() + ", \"timeout\": \"PT1H\"}", key);

            for (Answer refused : List.of(otherUser, otherBody)) {
                assertThat(refused.expect(422).json().getString("type")).isEqualTo("/problems/idempotency-key-reused");
            }
            awaitAll(warehouse);
            assertThat(warehouse.calls()).isEqualTo(1);
        }
    }

    @Test
    void a_request_that_was_refused_here_is_taken_there_when_it_is_corrected() throws Exception {
        try (TestWarehouse warehouse = warehouse("p")) {
            String key = newKey();
            operator(0).run("{\"select\": \"tag:nothing_has_this\"}", key).expect(422);

            operator(1).run("{" + warehouse.select() + "}", key).expect(201);
            operator(0).run("{" + warehouse.select() + "}", key).expect(200);

            awaitAll(warehouse);
            assertThat(warehouse.calls()).isEqualTo(1);
        }
    }

    @Test
    void d4_a_hundred_keys_over_one_procedure_never_make_two_active_runs_at_once() throws Exception {
        try (TestWarehouse warehouse = warehouse("p")) {
            String body = "{" + warehouse.select() + "}";

            List<Answer> answers = AtOnce.call(100, caller -> operator(caller).run(body));

            assertThat(answers).extracting(Answer::status).containsOnly(201);
            awaitAll(warehouse);
            assertThat(
                            one(
                                    warehouse,
                                    "select count(*) from silversmith.transformation_run where selection = 'tag:$s' and status = 'succeeded'"))
                    .isEqualTo(100);
            assertThat(one(warehouse, "select count(*) from $s.spans")).isEqualTo(100);
            assertThat(warehouse.calls()).isEqualTo(100);
            assertThat(one(warehouse, SPANS_AT_ONCE)).isZero();
            assertThat(one(warehouse, RUNS_AT_ONCE)).isZero();
            assertThat(Sql.list(
                            warehouse.connection(),
                            Long.class,
                            "select number from silversmith.transformation_run where selection = 'tag:' || ? order by started_at",
                            warehouse.schema()))
                    .isSorted();
        }
    }

    @Test
    void random_runs_over_overlapping_procedures_never_execute_one_twice_at_once() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] names = {"p0", "p1", "p2", "p3", "p4", "p5"};
        try (TestWarehouse warehouse = warehouse(names)) {
            List<String> bodies = IntStream.range(0, 30)
                    .mapToObj(run -> body(warehouse, names, random))
                    .toList();

            List<Answer> answers =
                    AtOnce.call(bodies.size(), caller -> operator(caller).run(bodies.get(caller)));

            assertThat(answers).as("seed %d", seed).extracting(Answer::status).containsOnly(201, 409);
            awaitAll(warehouse);
            long accepted =
                    answers.stream().filter(answer -> answer.status() == 201).count();
            assertThat(
                            one(
                                    warehouse,
                                    "select count(*) from silversmith.transformation_run where selection like '%$s%' and status = 'succeeded'"))
                    .as("seed %d", seed)
                    .isEqualTo(accepted);
            assertThat(one(warehouse, SPANS_AT_ONCE)).as("seed %d", seed).isZero();
            assertThat(one(warehouse, RUNS_AT_ONCE)).as("seed %d", seed).isZero();
        }
    }

    private static String body(TestWarehouse warehouse, String[] names, Random random) {
        List<String> some = new ArrayList<>(List.of(names));
        Collections.shuffle(some, random);
        String select = String.join(
                " ",
                some.subList(0, 1 + random.nextInt(3)).stream()
                        .map(name -> warehouse.schema() + "." + name)
                        .toList());
        return "{\"select\": \"%s\", \"onOverlap\": \"%s\"}"
                .formatted(select, random.nextInt(4) == 0 ? "reject" : "queue");
    }

    @Test
    void of_concurrent_requests_that_would_be_rejected_for_an_overlap_exactly_one_wins() throws Exception {
        try (TestWarehouse warehouse = gated();
                Gate gate = Gate.of(database, warehouse);
                Connection audit = database.asSuperuser()) {
            String body = "{" + warehouse.select() + ", \"onOverlap\": \"reject\"}";
            // Nobody can commit before each server is in the middle of one; the others wait for their turn.
            audit.setAutoCommit(false);
            Sql.rows(audit, "select id from silversmith.audit_head for update");
            CompletableFuture<List<Answer>> requests = CompletableFuture.supplyAsync(
                    () -> AtOnce.call(20, caller -> operator(caller).run(body)));
            Awaitility.await("a request of each server under way").atMost(LONG).until(() -> one(warehouse, """
                            select count(*)
                              from pg_stat_activity
                             where datname = current_database()
                               and wait_event_type = 'Lock'
                            """) == 2);
            audit.rollback();
            List<Answer> answers = requests.join();

            assertThat(answers)
                    .extracting(Answer::status)
                    .containsOnly(201, 409)
                    .containsOnlyOnce(201);
            gate.open();
            awaitAll(warehouse);
            assertThat(warehouse.calls()).isEqualTo(1);
        }
    }

    @Test
    void whoever_wants_no_overlap_is_accepted_before_all_others_or_not_at_all() throws Exception {
        try (TestWarehouse warehouse = gated()) {
            for (int round = 0; round < 3; round++) {
                try (Gate gate = Gate.of(database, warehouse)) {
                    List<Answer> answers = AtOnce.call(8, caller -> operator(caller)
                            .run("{%s, \"onOverlap\": \"%s\"}"
                                    .formatted(warehouse.select(), caller % 4 < 2 ? "reject" : "queue")));

                    List<JsonObject> accepted = answers.stream()
                            .filter(answer -> answer.status() == 201)
                            .map(Answer::json)
                            .toList();
                    int first = accepted.stream()
                            .mapToInt(run -> run.getInt("number"))
                            .min()
                            .orElseThrow();
                    assertThat(accepted)
                            .filteredOn(run -> run.getString("onOverlap").equals("reject"))
                            .allMatch(run -> run.getInt("number") == first);
                    assertThat(answers).extracting(Answer::status).containsOnly(201, 409);
                    gate.open();
                    awaitAll(warehouse);
                }
            }
        }
    }

    private TestWarehouse gated() throws SQLException {
        TestWarehouse warehouse = warehouse();
        return warehouse
                .procedure("gated", "other", List.of(), Gate.pass(warehouse))
                .register();
    }

    @Test
    void the_end_of_a_run_on_one_server_lets_the_next_one_start_that_was_requested_on_the_other() throws Exception {
        try (TestWarehouse warehouse = gated();
                Gate gate = Gate.of(database, warehouse)) {
            String body = "{" + warehouse.select() + "}";
            JsonObject first = operator(0).run(body).expect(201).json();
            JsonObject second = operator(1).run(body).expect(201).json();
            assertThat(second.getInt("waitingFor")).isEqualTo(first.getInt("number"));

            gate.open();
            operator(1).awaitEnd(second.getString("id"));

            assertThat(Sql.one(
                            warehouse.connection(), Boolean.class, """
                            select second.started_at between first.finished_at and first.finished_at + interval '5 seconds'
                              from silversmith.transformation_run first, silversmith.transformation_run second
                             where first.id = ?::uuid and second.id = ?::uuid
                            """, first.getString("id"), second.getString("id")))
                    .isTrue();
        }
    }

    @Test
    void a_cancel_through_the_other_server_ends_the_statement_where_it_is_executed() throws Exception {
        try (TestWarehouse warehouse = gated();
                Gate gate = Gate.of(database, warehouse)) {
            for (int executing = 0; executing < 2; executing++) {
                long calls = warehouse.calls();
                JsonObject run = operator(executing)
                        .run("{" + warehouse.select() + "}")
                        .expect(201)
                        .json();
                Awaitility.await().atMost(LONG).until(() -> warehouse.calls() == calls + 1);

                operator(executing + 1)
                        .post("/runs/" + run.getString("id") + "/cancel", "")
                        .expect(202);

                assertThat(operator(executing + 1).awaitEnd(run.getString("id")).getString("status"))
                        .isEqualTo("cancelled");
                assertThat(warehouse.statementsLeft()).isEmpty();
            }
            gate.open();
            assertThat(warehouse.ledger()).isEmpty();
        }
    }
}
