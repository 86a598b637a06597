package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.TestWarehouse;
import dev.silversmith.testing.fault.FaultWarehouse;
import dev.silversmith.testing.fault.Oracle;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server whose wall clock is wrong and jumps, beside one whose clock is right: what is decided is decided by the database's. */
@OwnServers
class ClockIT {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration VERY_LONG = Duration.ofMinutes(6);

    /** Two beats of every background task, so that everybody has looked who might expire something. */
    private static final Duration A_LOOK = Duration.ofMillis(2500);

    private static Optional<Path> faketime() {
        return Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
                .map(machine -> Path.of("/usr/lib", machine, "faketime/libfaketime.so.1"))
                .filter(Files::exists)
                .findFirst();
    }

    private static void set(Path clock, String offset) throws IOException {
        Path next = clock.resolveSibling("next");
        Files.writeString(next, offset);
        Files.move(next, clock, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean answers(LibertyProcess server) {
        try {
            return new ApiClient(server.baseUrl(), "operator")
                            .get("/runs?limit=1")
                            .status()
                    == 200;
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    private static long recoveries(TestWarehouse warehouse) throws Exception {
        return Sql.one(
                warehouse.connection(),
                Long.class,
                "select count(*) from silversmith.audit_event where action = 'run.recover'");
    }

    @Test
    @Tag("slow")
    void c5_a_clock_that_jumps_by_a_day_and_by_an_hour_loses_no_lease_and_expires_nothing_early() throws Exception {
        assumeTrue(faketime().isPresent(), "libfaketime is not installed (Debian: faketime): clocks are not tested");
        Path clock = Files.createTempDirectory("silversmith-clock").resolve("offset");
        // A JVM that is started with a wrong clock waits a minute too long here and there; one that goes wrong later
        // does not.
        set(clock, "+0");
        TestDatabase database = TestDatabase.fresh("clocks");
        Map<String, String> wrong = Map.of(
                "LD_PRELOAD",
                faketime().get().toString(),
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // Else every timed wait of the JVM ends at once, and it turns in circles.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0",
                "FAKETIME_TIMESTAMP_FILE",
                clock.toString(),
                "FAKETIME_CACHE_DURATION",
                "1");
        try (LibertyProcess right =
                        LibertyProcess.launch("stop_right", database).awaitReady();
                LibertyProcess wandering = LibertyProcess.launch("stop_wandering", database, wrong)) {
            // To ask for the time costs it a hundred times as much.
            Awaitility.await("the server with the wrong clock")
                    .atMost(VERY_LONG)
                    .until(() -> answers(wandering));
            try (FaultWarehouse warehouse = FaultWarehouse.on(database, wandering.baseUrl());
                    TestWarehouse approvals = TestWarehouse.on(database, wandering.baseUrl());
                    Gate gate = Gate.of(database, warehouse.warehouse())) {
                warehouse
                        .load("a", "other", List.of(), Gate.pass(warehouse.warehouse()))
                        .feed("a", 3)
                        .procedure("b", "other", List.of("a"), "")
                        .register();
                approvals.procedure("full", "other", List.of(), "").catalogMore(FullRuns.ALLOWED);
                approvals.register();
                set(clock, "+1d");
                Thread.sleep(A_LOOK.toMillis());
                String waiting = new FullRuns(approvals, wandering.baseUrl()).requestId();
                JsonObject request = warehouse
                        .warehouse()
                        .operator()
                        .run("{" + warehouse.warehouse().select() + ", \"timeout\": \"PT1H\"}")
                        .expect(201)
                        .json();
                RunRows run = new RunRows(warehouse.connection(), request);
                Awaitility.await().atMost(LONG).until(() -> warehouse.starts() == 1);

                for (String offset : List.of("-1d", "+1h", "-1h", "+0", "+1d")) {
                    set(clock, offset);
                    Thread.sleep(A_LOOK.toMillis());
                    assertThat(run.status()).as("at %s", offset).isEqualTo("running");
                }
                gate.open();

                assertThat(run.awaitEnd()).isEqualTo("succeeded");
                assertThat(run.attempts()).containsExactly("a 1 succeeded", "b 1 succeeded");
                assertThat(recoveries(approvals)).isZero();
                FullRuns full = new FullRuns(approvals, wandering.baseUrl());
                assertThat(full.get(waiting).getString("status")).isEqualTo("pending_approval");
                full.approve(waiting).expect(200);
                assertThat(approvals.operator().awaitEnd(waiting).getString("status"))
                        .isEqualTo("succeeded");
                timesAreTheDatabases(approvals);
                assertThat(Oracle.of(database).violations()).isEmpty();
                assertThat(right.isAlive()).isTrue();
            }
        }
    }

    /** Everything that is kept was written in the last ten minutes of the database's clock, and nothing ends before it begins. */
    private static void timesAreTheDatabases(TestWarehouse warehouse) throws Exception {
        assertThat(Sql.list(warehouse.connection(), String.class, """
                        select format('%s to %s', started_at, finished_at)
                          from (select started_at, finished_at from silversmith.transformation_run
                                union all
                                select requested_at, started_at from silversmith.transformation_run
                                union all
                                select started_at, finished_at from silversmith.transformation_step
                                union all
                                select heartbeat_at, null from silversmith.server_instance
                                union all
                                select at, null from silversmith.audit_event
                                union all
                                select updated_at, null from silversmith.transformation_watermark) t
                         where finished_at < started_at
                            or started_at not between clock_timestamp() - interval '10 minutes' and clock_timestamp()
                            or finished_at > clock_timestamp()
                        """)).isEmpty();
    }
}
