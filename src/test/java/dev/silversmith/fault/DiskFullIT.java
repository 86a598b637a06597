package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.FaultWarehouse;
import dev.silversmith.testing.fault.Oracle;
import dev.silversmith.testing.fault.OwnCluster;
import dev.silversmith.testing.fault.SmallDisk;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that goes down because it has no room for what it must write first. */
@OwnServers
@Tag("slow")
class DiskFullIT {

    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void
            b8_a_database_without_room_for_its_wal_goes_down_and_the_procedure_fails_with_that_reason_until_there_is_room_again()
                    throws Exception {
        try (SmallDisk disk = SmallDisk.of(96);
                OwnCluster cluster = OwnCluster.start(disk.folder().resolve("wal"))) {
            TestDatabase database = TestDatabase.unmigrated(cluster, "full");
            try (LibertyProcess server =
                            LibertyProcess.launch("disk-full", database).awaitReady();
                    FaultWarehouse warehouse = FaultWarehouse.on(database, server.baseUrl())) {
                FaultRuns runs = new FaultRuns(database, warehouse);
                warehouse.warehouse().sql("create table $s.big (x text); grant all on $s.big to silversmith_warehouse");
                warehouse
                        .procedure(
                                "a",
                                "other",
                                List.of(),
                                "insert into $s.big select repeat(md5(n::text), 30) from generate_series(1, 60000) n;")
                        .procedure("b", "other", List.of("a"), "")
                        .register();
                disk.fill();

                String run = runs.start();
                Awaitility.await("a server that says why").atMost(LONG).until(() -> notReady(server));
                disk.makeRoom();
                if (!cluster.answers() && cluster.hasEnded()) {
                    cluster.startAgain();
                }
                cluster.awaitUp();

                assertThat(runs.end(run).getString("status")).isEqualTo("failed");
                assertThat(runs.attempts(run)).containsExactly("a 1 failed", "b 1 skipped");
                // Of its own session's end, or of another one's that took it along.
                assertThat(runs.reason(run)).containsPattern("^(53100 .*No space left|57P02 |08006 )");
                assertThat(runs.rows()).isZero();
                String next = runs.start();
                assertThat(runs.end(next).getString("status")).isEqualTo("succeeded");
                assertThat(runs.attempts(next)).containsExactly("a 1 succeeded", "b 1 succeeded");
                assertThat(Oracle.of(database).violations()).isEmpty();
            }
        }
    }

    private static boolean notReady(LibertyProcess server) throws Exception {
        HttpResponse<String> answer =
                RawRequest.to(server.baseUrl() + "/health/ready").send();
        return answer.statusCode() == 503 && answer.body().contains("SQLSTATE");
    }
}
