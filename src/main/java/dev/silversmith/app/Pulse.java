package dev.silversmith.app;

import dev.silversmith.app.port.DatabaseHealth;
import dev.silversmith.app.port.EngineSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How this server's heartbeat goes: one that cannot write it loses its runs to others soon. */
@ApplicationScoped
public class Pulse {

    private final SteadyClock clock;
    private final EngineSettings settings;
    private final DatabaseHealth database;
    private volatile Instant last;
    private volatile String failure = "";

    @Inject
    public Pulse(SteadyClock clock, EngineSettings settings, DatabaseHealth database) {
        this.clock = clock;
        this.settings = settings;
        this.database = database;
        this.last = clock.instant();
    }

    Pulse() {
        this.clock = null;
        this.settings = null;
        this.database = null;
    }

    /** A heartbeat was written. */
    public void beaten() {
        last = clock.instant();
        failure = "";
    }

    /** A heartbeat could not be written. */
    public void missed(RuntimeException why) {
        failure = database.reason(why);
    }

    /** Since when, and why, there was none; empty if the last one is younger than half a lease. */
    public Optional<String> trouble() {
        Duration silence = Duration.between(last, clock.instant());
        return silence.compareTo(settings.lease().dividedBy(2)) <= 0
                ? Optional.empty()
                : Optional.of("no heartbeat for %d seconds%s"
                        .formatted(silence.toSeconds(), failure.isEmpty() ? "" : ": " + failure));
    }
}
