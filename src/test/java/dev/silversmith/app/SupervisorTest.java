package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore;
import dev.silversmith.app.port.StopSettings;
import dev.silversmith.testkit.SettableClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SupervisorTest {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final AtomicLong nanos = new AtomicLong(4711);
    private int looks;

    /** Nobody else has the name, and there is nothing to take over. */
    private final LeaseStore leases = (LeaseStore) Proxy.newProxyInstance(
            LeaseStore.class.getClassLoader(),
            new Class<?>[] {LeaseStore.class},
            (proxy, called, values) -> switch (called.getName()) {
                case "takeOver" -> {
                    looks++;
                    yield Optional.empty();
                }
                case "renew" -> LeaseStore.Wanted.NOTHING;
                default -> Optional.empty();
            });

    private Supervisor supervisor() {
        EngineSettings settings =
                new EngineSettings("here", "1", "warehouse", 8, 32, LEASE, 3, LEASE, 100, 12, false, 9443);
        SteadyClock clock = new SteadyClock(new SettableClock(Instant.parse("2026-11-23T12:00:00Z")), nanos::get);
        ServerStop end = new ServerStop(clock, new StopSettings(Duration.ofSeconds(60)));
        ServerLife life = new ServerLife(leases, settings, clock);
        ActiveRuns runs = new ActiveRuns(clock, settings, null, end);
        RecoverRuns recovery = new RecoverRuns(life, runs, null, null, null, null, settings);
        return new Supervisor(life, runs, null, recovery, null, null, settings, clock, end);
    }

    private int looksAfter(Duration time, Supervisor supervisor) {
        nanos.addAndGet(time.toNanos());
        int before = looks;
        supervisor.recover();
        return looks - before;
    }

    @Test
    void after_the_database_was_away_the_others_have_a_lease_to_show_that_they_are_alive() {
        Supervisor supervisor = supervisor();
        supervisor.beat();
        assertThat(looksAfter(Duration.ZERO, supervisor)).isEqualTo(1);

        assertThat(looksAfter(Duration.ofSeconds(40), supervisor))
                .as("before its own sign of life")
                .isZero();
        supervisor.beat();
        assertThat(looksAfter(Duration.ZERO, supervisor)).isZero();
        nanos.addAndGet(Duration.ofSeconds(15).toNanos());
        supervisor.beat();
        nanos.addAndGet(Duration.ofSeconds(14).toNanos());
        supervisor.beat();
        assertThat(looksAfter(Duration.ZERO, supervisor)).isZero();
        assertThat(looksAfter(Duration.ofSeconds(1), supervisor)).isEqualTo(1);
    }
}
