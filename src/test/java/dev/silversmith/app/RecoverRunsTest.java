package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore;
import dev.silversmith.app.port.LeaseStore.TakenOver;
import dev.silversmith.app.port.Outbox;
import dev.silversmith.app.port.RecoveryStore;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.app.port.StepLog;
import dev.silversmith.app.port.StopSettings;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.testkit.SettableClock;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RecoverRunsTest {

    private static final EngineSettings SETTINGS = new EngineSettings(
            "here", "1", "warehouse", 8, 32, Duration.ofSeconds(30), 3, Duration.ofSeconds(20), 100, 12, false, 9443);

    private final RunLease lease = new RunLease(UUID.randomUUID(), 7);
    private final Deque<TakenOver> lost = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private Optional<RunStatus> status = Optional.of(RunStatus.RUNNING);
    private boolean away;

    private final RunStore runs = as(RunStore.class, (proxy, called, values) -> switch (called.getName()) {
        case "lockStatus" -> status();
        case "openSteps" -> List.of();
        case "lastStatuses" -> List.of(StepStatus.SKIPPED);
        case "load" -> {
            done.add("launched");
            yield Optional.empty();
        }
        case "close" -> {
            done.add(values[1] + " " + values[2]);
            yield null;
        }
        default -> null;
    });
    private final SteadyClock clock =
            new SteadyClock(new SettableClock(Instant.parse("2026-11-23T12:00:00Z")), () -> 0);
    private final ServerLife life = new ServerLife(
            as(LeaseStore.class, (proxy, called, values) -> Optional.ofNullable(lost.poll())), SETTINGS, clock);
    private final ActiveRuns active =
            new ActiveRuns(clock, SETTINGS, null, new ServerStop(clock, new StopSettings(Duration.ofSeconds(60))));
    private final CloseRun closing = new CloseRun(
            new RunEnd(runs, as(Outbox.class, (proxy, called, values) -> null)),
            life,
            active,
            null,
            null,
            as(StepLog.class, (proxy, called, values) -> null));
    private final RecoverRuns recovery = new RecoverRuns(
            life,
            active,
            new RunSettlement(runs, as(RecoveryStore.class, (proxy, called, values) -> null), SETTINGS),
            null,
            new RunDispatcher(new RunAdmission(runs, life, SETTINGS), active, null, closing, null, null, SETTINGS),
            closing,
            SETTINGS);

    private static <T> T as(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Optional<RunStatus> status() {
        if (away) {
            throw new IllegalStateException("the database is away");
        }
        return status;
    }

    private void takenOver(int recoveries) {
        lost.add(new TakenOver(lease, "there", false, recoveries));
        recovery.round();
    }

    @Test
    void a_run_that_was_taken_over_ten_times_in_vain_is_tried_and_the_next_time_it_fails() {
        takenOver(10);
        assertThat(done).containsExactly("launched");

        takenOver(11);
        assertThat(done).hasSize(2);
        assertThat(done.get(1)).contains("FAILED", "taken over 10 times in a row");
        assertThat(active.leases()).isEmpty();
    }

    @Test
    void lines_of_the_log_about_recovery_and_closing_say_which_run_they_are_about() {
        List<String> about = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                about.add(line.getLoggerName() + " " + LogScope.run());
            }

            @Override
            public void flush() {
                // nothing is kept
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger product = Logger.getLogger("dev.silversmith.app");
        product.addHandler(handler);
        try {
            takenOver(11);
        } finally {
            product.removeHandler(handler);
        }

        assertThat(about)
                .containsExactly(
                        RecoverRuns.class.getName() + " " + lease.runId(),
                        CloseRun.class.getName() + " " + lease.runId());
        assertThat(LogScope.run()).as("afterwards").isNull();
    }

    @Test
    void a_run_that_was_to_be_cancelled_when_it_lost_its_server_is_cancelled_however_often_that_happened() {
        status = Optional.of(RunStatus.CANCELLING);

        takenOver(99);

        assertThat(done).containsExactly("CANCELLED Optional.empty");
        assertThat(active.leases()).isEmpty();
    }

    @Test
    void what_cannot_be_settled_yet_keeps_its_lease_and_is_tried_again_and_what_was_lost_meanwhile_is_not() {
        away = true;
        takenOver(1);
        assertThat(active.leases()).containsExactly(lease);
        assertThat(done).isEmpty();

        away = false;
        recovery.round();
        assertThat(done).containsExactly("launched");
        assertThat(active.leases()).isEmpty();

        status = Optional.empty();
        takenOver(1);
        assertThat(done).containsExactly("launched");
        assertThat(active.leases()).isEmpty();
    }
}
