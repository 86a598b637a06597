package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ServerHeap;
import dev.silversmith.testing.SmallServer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages of procedures at any volume, on a server with 512 MB. */
class NoticesIT {

    private static final int KEPT = 10_000;

    @AfterEach
    void the_heap_was_never_near_its_limit() {
        assertThat(SmallServer.get().heap().mostInUse()).as("megabytes").isLessThan(300);
    }

    @Test
    void of_500000_messages_in_one_call_10000_are_kept_and_seen_live_and_the_rest_is_counted() throws Exception {
        ServerHeap heap = SmallServer.get().heap();
        try (TestWarehouse warehouse = SmallServer.warehouse();
                Connection gate = SmallServer.database().asSuperuser()) {
            String lock = "hashtext('" + warehouse.schema() + "')";
            Sql.execute(gate, "select pg_advisory_lock(" + lock + ")");
            warehouse
                    .procedure("floods", "other", List.of(), """
                            for i in 1..500000 loop
                              if i %% 1000 = 7 then raise warning 'line %%', i; else raise notice 'line %%', i; end if;
                              if i = 20000 then perform pg_advisory_xact_lock_shared(%s); end if;
                            end loop;
                            """.formatted(lock))
                    .register();
            long before = heap.usedAfterCollection();
            JsonObject run = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json();
            Awaitility.await("lines before the call ends")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> lines(warehouse, run) == KEPT);

            Sql.execute(gate, "select pg_advisory_unlock_all()");
            while (warehouse
                    .operator()
                    .get("/runs/" + run.getString("id"))
                    .expect(200)
                    .json()
                    .getString("status")
                    .equals("running")) {
                warehouse.operator().get("/runs").expect(200);
            }

            JsonObject step = warehouse.steps(run).get("floods");
            assertThat(step.getString("status")).isEqualTo("succeeded");
            assertThat(step.getInt("warnings")).isEqualTo(500);
            assertThat(lines(warehouse, run)).isEqualTo(KEPT + 1);
            assertThat(last(warehouse, run))
                    .isEqualTo("490000 more messages were not kept; the limit is 10000 per step");
            assertThat(heap.usedAfterCollection()).isLessThan(before + 40);
        }
    }

    @Test
    void a_message_of_20_megabytes_is_cut_and_its_step_succeeds() throws Exception {
        try (TestWarehouse warehouse = SmallServer.warehouse()) {
            warehouse
                    .procedure(
                            "shouts",
                            "other",
                            List.of(),
                            "raise notice '%', repeat('x', 20 * 1024 * 1024); raise notice 'after';")
                    .register();

            JsonObject run = warehouse.run("");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(Sql.list(
                            warehouse.connection(),
                            String.class,
                            "select right(message, 40) from silversmith.transformation_step_log where run_id = ?::uuid order by line",
                            run.getString("id")))
                    .containsExactly("x".repeat(10) + "… (20971520 characters in all)", "after");
        }
    }

    @Test
    void long_messages_faster_than_they_can_be_written_do_not_fill_the_heap() throws Exception {
        try (TestWarehouse warehouse = SmallServer.warehouse()) {
            for (int lane = 0; lane < 4; lane++) {
                warehouse.procedure(
                        "floods" + lane,
                        "other",
                        List.of(),
                        "for i in 1..2000 loop raise notice '%', repeat('y', 99000); end loop;");
            }

            JsonObject run = warehouse.register().run(", \"maxParallel\": 4");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(lines(warehouse, run)).isEqualTo(4 * (101 + 1));
            assertThat(last(warehouse, run))
                    .isEqualTo("1899 more messages were not kept; the limit is 10000000 characters per step");
        }
    }

    @Test
    void messages_of_a_deferred_trigger_are_limited_and_counted_with_those_of_its_procedure() throws Exception {
        try (TestWarehouse warehouse = SmallServer.warehouse()) {
            warehouse.sql("create table $s.watched (id int)").sql("""
                    create function $s.talk() returns trigger language plpgsql as $f$
                    begin
                      for i in 1..12000 loop raise notice 'deferred %', i; end loop;
                      raise warning 'deferred';
                      return null;
                    end $f$;
                    create constraint trigger talk after insert on $s.watched deferrable initially deferred
                      for each row execute function $s.talk();
                    grant all on all tables in schema $s to silversmith_warehouse;
                    """);
            warehouse
                    .procedure("watched", "other", List.of(), """
                            raise warning 'first';
                            insert into %s.watched values (1);
                            """.formatted(warehouse.schema()))
                    .register();

            JsonObject run = warehouse.run("");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.steps(run).get("watched").getInt("warnings")).isEqualTo(2);
            assertThat(lines(warehouse, run)).isEqualTo(KEPT + 1);
            assertThat(last(warehouse, run)).startsWith("2002 more messages");
        }
    }

    @Test
    void each_member_of_a_group_has_a_limit_of_its_own() throws Exception {
        try (TestWarehouse warehouse = SmallServer.warehouse()) {
            for (String name : List.of("one", "two")) {
                warehouse.procedure(name, "other", List.of(), """
                        for i in 1..11000 loop raise notice 'line %', i; end loop;
                        raise warning 'member';
                        """);
            }
            warehouse.group("g", 1, List.of("one", "two")).register();

            JsonObject run = warehouse.run(", \"transactionScope\": \"per_group\"");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.steps(run).values())
                    .allSatisfy(step -> assertThat(step.getInt("warnings")).isEqualTo(1));
            assertThat(lines(warehouse, run)).isEqualTo(2 * (KEPT + 1));
        }
    }

    @Test
    void what_was_raised_before_a_failure_survives_the_rollback() throws Exception {
        try (TestWarehouse warehouse = SmallServer.warehouse()) {
            warehouse.procedure("fails", "other", List.of(), """
                            for i in 1..12000 loop raise notice 'line %', i; end loop;
                            raise warning 'one'; raise warning 'two';
                            raise exception 'gone';
                            """).register();

            JsonObject run = warehouse.run("");

            JsonObject step = warehouse.steps(run).get("fails");
            assertThat(step.getString("status")).isEqualTo("failed");
            assertThat(step.getInt("warnings")).isEqualTo(2);
            assertThat(warehouse.ledger()).isEmpty();
            assertThat(lines(warehouse, run)).isEqualTo(KEPT + 1);
            assertThat(last(warehouse, run)).startsWith("2002 more messages");
        }
    }

    private static long lines(TestWarehouse warehouse, JsonObject run) throws Exception {
        return (long) log(warehouse, run).get("lines");
    }

    private static String last(TestWarehouse warehouse, JsonObject run) throws Exception {
        return (String) log(warehouse, run).get("dropped");
    }

    private static Map<String, Object> log(TestWarehouse warehouse, JsonObject run) throws Exception {
        return Sql.row(
                warehouse.connection(),
                "select count(*) as lines, max(message) filter (where event = 'messages_dropped') as dropped"
                        + " from silversmith.transformation_step_log where run_id = ?::uuid",
                run.getString("id"));
    }
}
