package dev.silversmith.app.port;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tells for whom a running attempt waits. */
public interface Blockers {

    /**
     * The session that holds the lock for which an attempt waits.
     *
     * @param pid its server process; 0 for a prepared transaction, which has none
     * @param user its login; empty for a prepared transaction, and where it has ended meanwhile
     * @param query the beginning of its last statement, at most 200 characters; empty where the control login may not see it
     * @param since when the wait began; empty in its first instant
     */
    record Blocker(int pid, Optional<String> user, Optional<String> query, Optional<Instant> since) {}

    /** The blockers of those of the attempts that wait for a lock; nothing is asked where none is running. */
    Map<UUID, Blocker> of(Collection<StepView> steps);
}
