package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.AtOnce;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.FaultWarehouse;
import dev.silversmith.testing.fault.Oracle;
import dev.silversmith.testing.fault.RandomGraph;
import dev.silversmith.testing.fault.Transitions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Two servers at work on the same queue of runs, until there is one. */
@OwnServers
class SharedRunsIT {

    private static final int RUNS = 20;
    private static final int GRAPHS = 5;
    private static final Duration LONG = Duration.ofMinutes(3);

    /** Some calls are slow enough to be under way when a server dies; none fails by itself. */
    private static final RandomGraph.Habits HABITS = new RandomGraph.Habits(120, 0, 0);

    @Test
    void d1_two_servers_share_20_runs_one_is_killed_and_every_run_ends_with_each_procedure_committed_once()
            throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TestDatabase database = TestDatabase.fresh("shared_runs");
        try (LibertyProcess a = LibertyProcess.launch("shared_runs_a", database);
                LibertyProcess b = LibertyProcess.launch("shared_runs_b", database);
                Connection superuser = database.asSuperuser()) {
            Transitions.record(superuser);
            a.awaitReady();
            b.awaitReady();
            List<LibertyProcess> servers = List.of(a, b);
            List<RandomGraph> graphs = graphs(database, a.baseUrl(), random);
            // Several runs of a graph share its procedures and queue, those of different graphs run side by side.
            List<String> requests = IntStream.range(0, RUNS)
                    .mapToObj(run -> graphs.get(random.nextInt(GRAPHS)).request())
                    .toList();
            AtOnce.call(RUNS, caller -> new ApiClient(servers.get(caller % 2).baseUrl(), "operator")
                    .run(requests.get(caller))
                    .expect(201));
            long moment = 5 + random.nextLong(steps(superuser, "true") / 2);
            Awaitility.await("call %d of seed %d".formatted(moment, seed))
                    .atMost(LONG)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> starts(graphs) >= moment);

            servers.get(random.nextInt(2)).kill();

            Awaitility.await("the end of all runs of seed " + seed)
                    .atMost(LONG)
                    .until(() -> runs(superuser, "status in ('queued', 'running', 'cancelling')") == 0);
            assertThat(Oracle.of(database).violations()).as("seed %d", seed).isEmpty();
            assertThat(runs(superuser, "status = 'succeeded'"))
                    .as("seed %d", seed)
                    .isEqualTo(RUNS);
            assertThat(committed(superuser, graphs, "count(*)"))
                    .as("seed %d", seed)
                    .isEqualTo(committed(superuser, graphs, "count(distinct (s.run_id, s.procedure_id))"))
                    .isEqualTo(steps(superuser, "attempt_no = 1"));
        }
    }

    private static List<RandomGraph> graphs(TestDatabase database, String baseUrl, Random random) throws SQLException {
        List<RandomGraph> graphs = new ArrayList<>();
        for (int i = 0; i < GRAPHS; i++) {
            graphs.add(RandomGraph.in(FaultWarehouse.on(database, baseUrl), random, 6 + random.nextInt(9), HABITS));
        }
        return graphs;
    }

    private static long starts(List<RandomGraph> graphs) throws SQLException {
        long starts = 0;
        for (RandomGraph graph : graphs) {
            starts += graph.warehouse().starts();
        }
        return starts;
    }

    private static long runs(Connection superuser, String where) throws SQLException {
        return Sql.one(superuser, Long.class, "select count(*) from silversmith.transformation_run where " + where);
    }

    private static long steps(Connection superuser, String where) throws SQLException {
        return Sql.one(superuser, Long.class, "select count(*) from silversmith.transformation_step where " + where);
    }

    /** Over the rows of all ledgers with the attempts they belong to. */
    private static long committed(Connection superuser, List<RandomGraph> graphs, String what) throws SQLException {
        String ledgers = graphs.stream()
                .map(graph -> "select step_id from " + graph.warehouse().ledger())
                .reduce((one, other) -> one + " union all " + other)
                .orElseThrow();
        return Sql.one(
                superuser,
                Long.class,
                "select %s from (%s) l left join silversmith.transformation_step s on s.id = l.step_id"
                        .formatted(what, ledgers));
    }
}
