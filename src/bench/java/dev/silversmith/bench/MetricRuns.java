package dev.silversmith.bench;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Measures a scrape at a million steps, with everything added up and with ten thousand ends that are not, and what counting costs a step. */
final class MetricRuns {

    private static final OptionalDouble LIMIT = OptionalDouble.of(200);
    private static final int TRIES = 51;
    private static final int FRESH = 10_000;

    private static final String ENDS = """
            update silversmith.transformation_step
               set status = 'failed', sql_state = '40001', started_at = now(), finished_at = now(), duration_ms = 5
             where status = 'pending'
            """;

    private static final String PENDING = """
            insert into silversmith.transformation_step (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal)
            select gen_random_uuid(), s.run_id, s.procedure_id, 100, s.kind, s.unit, s.stage, s.ordinal
              from silversmith.transformation_step s
             where s.attempt_no = 1
             limit %d
            """.formatted(FRESH);

    private final Figures figures;
    private final TestDatabase database = TestDatabase.fresh("metrics");

    MetricRuns(Figures figures) {
        this.figures = figures;
    }

    void run() throws Exception {
        ListSeed.fill(database);
        try (Connection connection = database.asSuperuser()) {
            long start = System.nanoTime();
            Awaitility.await("all is added up")
                    .atMost(Duration.ofMinutes(10))
                    .until(() -> Sql.one(connection, Integer.class, "select silversmith.fold_metrics(20000)") == 0);
            add("1.2 million ends added up", (System.nanoTime() - start) / 1e6, OptionalDouble.empty());
            Sql.execute(connection, "vacuum analyze");
            try (LibertyProcess server =
                    LibertyProcess.launch("bench-metrics", database).awaitReady()) {
                measure(connection, server);
            }
        }
    }

    private void measure(Connection connection, LibertyProcess server) throws Exception {
        RawRequest scrape = RawRequest.to(server.baseUrl() + "/metrics").as("viewer");
        ApiClient viewer = new ApiClient(server.baseUrl(), "viewer");
        scraped("GET /metrics", () -> scrape.send().statusCode());
        scraped("GET /metrics/procedures, 200 days", () -> viewer.get("/metrics/procedures?limit=200")
                .status());
        scraped("GET /metrics/procedures of one", () -> viewer.get(
                        "/metrics/procedures?limit=200&procedure=silver.load_00500")
                .status());
        double counted = ends(connection, true);
        add("10,000 attempts ended, counted", counted, OptionalDouble.empty());
        add("10,000 attempts ended, without counting", ends(connection, false), OptionalDouble.empty());
        connection.setAutoCommit(false);
        // Nobody can add up what has ended now.
        Sql.one(connection, Object.class, "select pg_advisory_xact_lock(hashtextextended('silversmith:metrics', 0))");
        try (Connection other = database.asSuperuser()) {
            ends(other, true);
            scraped("GET /metrics, 10,000 ends not added up", () -> scrape.send()
                    .statusCode());
        }
        connection.rollback();
    }

    /** Milliseconds for the ends of new attempts. */
    private static double ends(Connection connection, boolean counted) throws SQLException {
        Sql.execute(connection, PENDING);
        Sql.execute(connection, "set session_replication_role = " + (counted ? "origin" : "replica"));
        long start = System.nanoTime();
        Sql.execute(connection, ENDS);
        double took = (System.nanoTime() - start) / 1e6;
        Sql.execute(connection, "set session_replication_role = origin");
        Sql.execute(connection, "delete from silversmith.transformation_step where attempt_no = 100");
        return took;
    }

    private void scraped(String name, Callable<Integer> request) throws Exception {
        double[] times = new double[TRIES];
        for (int number = -TRIES; number < TRIES; number++) {
            long start = System.nanoTime();
            if (request.call() != 200) {
                throw new IllegalStateException(name + " was refused");
            }
            times[Math.max(number, 0)] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        add(name + ", median", times[TRIES / 2], LIMIT);
        add(name + ", slowest of " + TRIES, times[TRIES - 1], LIMIT);
    }

    private void add(String name, double milliseconds, OptionalDouble limit) {
        figures.add(name, milliseconds, limit, OptionalDouble.empty());
    }
}
