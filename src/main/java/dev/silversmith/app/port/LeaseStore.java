package dev.silversmith.app.port;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Which server is alive and which runs are its own. Every method works in the caller's transaction. */
public interface LeaseStore {

    /**
     * Shows that the server is alive and prolongs the leases of the runs it executes.
     *
     * @param active the runs it executes; a run that an earlier process of the same server has left behind is not among them
     * @return which of them somebody wants to be cancelled
     */
    List<UUID> beat(UUID instanceId, String serverId, String version, Collection<UUID> active, Duration lease);

    /**
     * Takes over one run whose owner's lease has expired; empty if there is none.
     *
     * @param active the runs that this server executes itself, which are never lost to it
     */
    Optional<UUID> takeOverLost(String serverId, Collection<UUID> active, Duration lease);
}
