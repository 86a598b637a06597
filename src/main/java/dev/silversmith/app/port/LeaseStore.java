package dev.silversmith.app.port;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Which server is alive and which runs are its own. Every method works in the caller's transaction. */
public interface LeaseStore {

    /**
     * What is wanted of the runs of a server.
     *
     * @param cancelling those that somebody wants to be cancelled
     * @param expired those that have taken longer than their timeout, with it
     */
    record Wanted(List<UUID> cancelling, Map<UUID, Duration> expired) {

        public static final Wanted NOTHING = new Wanted(List.of(), Map.of());

        public Wanted {
            cancelling = List.copyOf(cancelling);
            expired = Map.copyOf(expired);
        }
    }

    /**
     * Shows that the server is alive and prolongs the leases of the runs it executes.
     *
     * @param active the runs it executes; a run that an earlier process of the same server has left behind is not among them
     * @return what is wanted of them
     */
    Wanted beat(UUID instanceId, String serverId, String version, Collection<UUID> active, Duration lease);

    /**
     * Takes over one run whose owner's lease has expired; empty if there is none.
     *
     * @param active the runs that this server executes itself, which are never lost to it
     */
    Optional<UUID> takeOverLost(String serverId, Collection<UUID> active, Duration lease);
}
