package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Everything at once for minutes; then nothing may be left under way, and the oracle must find nothing. */
@Tag("soak")
class SoakIT {

    /** Of the servers of these tests. */
    static final Duration LEASE = Duration.ofSeconds(5);

    private static final int GRAPHS = 8;
    private static final int CLIENTS = 6;

    /** Rests, leases, waits between attempts and the calls themselves take seconds; this is for a machine that is slow. */
    private static final Duration UNTIL_THE_END = Duration.ofMinutes(3);

    private final long minutes = Long.getLong("soak.minutes", 10);
    private final long seed = Long.getLong("soak.seed", System.nanoTime() % 1_000_000_000);

    @Test
    void after_minutes_of_random_faults_every_run_ends_by_itself_and_no_invariant_is_violated() throws Exception {
        SoakLog log = new SoakLog();
        log.announce("soak: seed %d, %d minutes".formatted(seed, minutes));
        TestDatabase database = TestDatabase.fresh("soak");
        try (Connection superuser = database.asSuperuser()) {
            Transitions.record(superuser);
        }
        try (SoakServer a = SoakServer.launch("soak_a", database);
                SoakServer b = SoakServer.launch("soak_b", database)) {
            a.awaitReady();
            b.awaitReady();
            List<SoakServer> servers = List.of(a, b);
            soak(database, servers, graphs(database, a.baseUrl()), log);
        }
    }

    private void soak(TestDatabase database, List<SoakServer> servers, List<RandomGraph> graphs, SoakLog log)
            throws Exception {
        List<SoakClient> clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> new SoakClient("client" + i, database, servers, graphs, seed + 100 + i, log))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (SoakFaults faults = new SoakFaults(database, servers, new Random(seed + 1), log)) {
            clients.forEach(threads::execute);
            faults.rage(Duration.ofMinutes(minutes));
            clients.forEach(SoakClient::leave);
            threads.shutdown();
            servers.forEach(server -> server.awaitReady());
            log.say("the faults are over");
            List<String> violations = new ArrayList<>(awaitRest(database));
            if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                violations.add("a client still waits for the end of its run");
            }
            violations.addAll(Oracle.of(database).violations());
            log.counts("violation").forEach((none, times) -> violations.add(times + " keys with two runs"));
            log.announce(SoakTable.of(database, graphs, seed, minutes, log, violations.size()));
            violations.forEach(log::announce);
            assertThat(violations).as("seed %d", seed).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    private List<RandomGraph> graphs(TestDatabase database, String baseUrl) throws SQLException {
        Random random = new Random(seed);
        List<RandomGraph> graphs = new ArrayList<>();
        for (int i = 0; i < GRAPHS; i++) {
            graphs.add(RandomGraph.in(
                    FaultWarehouse.on(database, baseUrl),
                    random,
                    5 + random.nextInt(36),
                    new RandomGraph.Habits(300, 8, 25)));
        }
        return graphs;
    }

    /** What does not come to rest though nothing disturbs it any more; none if all does. */
    private static List<String> awaitRest(TestDatabase database) throws SQLException {
        try {
            Awaitility.await()
                    .atMost(UNTIL_THE_END)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> open(database).isEmpty());
            return List.of();
        } catch (ConditionTimeoutException never) {
            return open(database);
        }
    }

    private static List<String> open(TestDatabase database) throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            return Sql.list(superuser, String.class, """
                    select format('run %s does not end: it is %s, on server %s', number, status, owner_server)
                      from silversmith.transformation_run
                     where status in ('queued', 'running', 'cancelling')
                    union all
                    select format('the batch runtime still executes execution %s of run %s, which has %s', e.jobexecid, r.number, r.status)
                      from batch.wlpjobexecution e
                      left join silversmith.transformation_run r on r.batch_instance_id = e.fk_jobinstanceid
                     where e.batchstatus in (0, 1, 2)
                    union all
                    select format('process %s of the warehouse login does not end: %s', pid, left(query, 200))
                      from pg_stat_activity
                     where datname = current_database() and usename = 'silversmith_warehouse' and state <> 'idle'
                    """);
        }
    }
}
