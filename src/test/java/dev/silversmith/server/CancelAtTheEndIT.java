package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Cancels that arrive when a run is just about to end: each outcome agrees with the ledger, and nobody else is hit. */
@ArquillianTest
class CancelAtTheEndIT {

    private static final int THREADS = 5;
    private static final int TRIES_EACH = 100;

    /** Each cancel comes this much earlier or later than the one before, towards the end of the run. */
    private static final long STEP_MICROS = 400;

    private record Try(String runId, int cancelStatus, String runStatus) {}

    @Test
    void five_hundred_cancels_at_the_instant_of_finishing_agree_with_the_ledger() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            warehouse
                    .sql("create table $s.effects (run_id uuid not null)")
                    .sql("grant all on $s.effects to silversmith_warehouse");
            for (int i = 0; i < THREADS; i++) {
                cancelled(warehouse, "cancelled" + i);
            }
            for (int i = 0; i < 10; i++) {
                warehouse.procedure("bystander" + i, "other", i == 0 ? List.of() : List.of("bystander" + (i - 1)), "");
            }
            warehouse.register();
            AtomicBoolean over = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
            try {
                Future<List<String>> bystanders = threads.submit(() -> bystanders(warehouse, over));
                List<Future<List<Try>>> futures = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    String select = warehouse.schema() + ".cancelled" + i;
                    futures.add(threads.submit(tries(warehouse.operator(), select)));
                }
                List<Try> tries = new ArrayList<>();
                for (Future<List<Try>> future : futures) {
                    tries.addAll(future.get(5, TimeUnit.MINUTES));
                }
                over.set(true);

                agree(warehouse, tries);
                assertThat(bystanders.get(1, TimeUnit.MINUTES))
                        .as("runs that share sessions with the cancelled ones")
                        .hasSizeGreaterThan(5)
                        .containsOnly("succeeded");
            } finally {
                over.set(true);
                threads.shutdown();
            }
        }
    }

    private static void cancelled(TestWarehouse warehouse, String name) throws Exception {
        warehouse.sql("""
                create procedure $s.%s(p_run_id uuid) language plpgsql as $body$
                begin
                  perform pg_sleep(0.02);
                  insert into $s.effects values (p_run_id);
                end
                $body$
                """.formatted(name)).entry(name, "other", List.of(), """
                    parameters: {p_run_id: {type: uuid, from: run.id}}
                """);
    }

    private static List<String> bystanders(TestWarehouse warehouse, AtomicBoolean over) {
        List<String> statuses = new ArrayList<>();
        while (!over.get()) {
            JsonObject run =
                    warehouse.operator().runToEnd("{\"select\": \"tag:%s,*bystander*\"}".formatted(warehouse.schema()));
            statuses.add(run.getString("status"));
        }
        return statuses;
    }

    private static Callable<List<Try>> tries(ApiClient operator, String select) {
        return () -> {
            List<Try> tries = new ArrayList<>();
            long delayMicros = 20_000;
            while (tries.size() < TRIES_EACH) {
                String id = operator.run("{\"select\": \"%s\"}".formatted(select))
                        .expect(201)
                        .json()
                        .getString("id");
                TimeUnit.MICROSECONDS.sleep(delayMicros);
                Answer cancel = operator.post("/runs/" + id + "/cancel", "");
                String status = operator.awaitEnd(id).getString("status");
                delayMicros = Math.max(0, delayMicros + (status.equals("cancelled") ? STEP_MICROS : -STEP_MICROS));
                tries.add(new Try(id, cancel.status(), status));
            }
            return tries;
        };
    }

    private static void agree(TestWarehouse warehouse, List<Try> tries) throws Exception {
        assertThat(tries).hasSize(THREADS * TRIES_EACH);
        assertThat(tries)
                .allMatch(one -> one.cancelStatus() == 202 || one.runStatus().equals("succeeded"));
        assertThat(tries).extracting(Try::runStatus).containsOnly("succeeded", "cancelled");
        assertThat(tries.stream()
                        .filter(one -> one.runStatus().equals("cancelled"))
                        .count())
                .as("cancels that came in time, of %d: the others came too late", tries.size())
                .isBetween(tries.size() / 10L, tries.size() * 9L / 10);
        for (Try one : tries) {
            List<String> steps = Sql.list(
                    warehouse.connection(),
                    String.class,
                    "select status from silversmith.transformation_step where run_id = ?::uuid",
                    one.runId());
            assertThat(steps).as(one.runId()).containsExactly(one.runStatus());
            long effects = Sql.one(
                    warehouse.connection(),
                    Long.class,
                    "select count(*) from %s.effects where run_id = ?::uuid".formatted(warehouse.schema()),
                    one.runId());
            assertThat(effects).as("%s", one).isEqualTo(one.runStatus().equals("succeeded") ? 1 : 0);
        }
    }
}
