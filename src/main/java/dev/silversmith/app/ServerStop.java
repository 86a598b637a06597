package dev.silversmith.app;

import dev.silversmith.app.port.Patience;
import dev.silversmith.app.port.StopSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The end of this server: from when on it begins nothing, until when it waits for the database, and when it has ended at the latest.
 *
 * <p>A third of the time is for cancels to be heeded, then sessions are ended by force; the last third is for the end of everything that is
 * not the database's.
 */
@ApplicationScoped
public class ServerStop implements Patience {

    private static final int PARTS = 3;

    private final SteadyClock clock;
    private final StopSettings settings;
    private volatile Instant begun;

    @Inject
    public ServerStop(SteadyClock clock, StopSettings settings) {
        this.clock = clock;
        this.settings = settings;
    }

    ServerStop() {
        this(null, null);
    }

    /** The server is being stopped; only the first time counts. */
    public synchronized void begin() {
        if (begun == null) {
            begun = clock.instant();
        }
    }

    /** Whether nothing new may be begun. */
    public boolean hasBegun() {
        return begun != null;
    }

    @Override
    public boolean isOver() {
        return hasBegun() && !clock.instant().isBefore(begun.plus(patience()));
    }

    private Duration patience() {
        return settings.longest().multipliedBy(2).dividedBy(PARTS);
    }

    /** For how long a cancelled statement may go on while the server stops, at most. */
    Duration grace(Duration usual) {
        Duration third = settings.longest().dividedBy(PARTS);
        return hasBegun() && third.compareTo(usual) < 0 ? third : usual;
    }

    /** What is left until the server must have ended, never less than nothing; empty if it is not being stopped. */
    public Optional<Duration> left() {
        return Optional.ofNullable(begun)
                .map(from -> Duration.between(clock.instant(), from.plus(settings.longest())))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }
}
