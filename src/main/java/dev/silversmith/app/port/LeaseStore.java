package dev.silversmith.app.port;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Which server is alive and which runs are its own. Every method works in the caller's transaction. */
public interface LeaseStore {

    /**
     * One start of a server.
     *
     * @param instanceId of this start
     * @param serverId the server's name, which no other living server has
     */
    record Self(UUID instanceId, String serverId, String version) {}

    /**
     * Who has a server's name.
     *
     * @param heartbeat its last sign of life, by the database's clock
     * @param silent for how long there was none
     */
    record Holder(UUID instanceId, Instant heartbeat, Duration silent) {}

    /**
     * What is wanted of the runs of a server.
     *
     * @param cancelling those that somebody wants to be cancelled
     * @param expired those that have taken longer than their timeout, with it
     * @param lost those that are not executed under this lease any more: another server has taken them over, or they have ended
     */
    record Wanted(List<RunLease> cancelling, Map<RunLease, Duration> expired, List<RunLease> lost) {

        public static final Wanted NOTHING = new Wanted(List.of(), Map.of(), List.of());

        public Wanted {
            cancelling = List.copyOf(cancelling);
            expired = Map.copyOf(expired);
            lost = List.copyOf(lost);
        }

        /** Of a server that is not to execute anything any more. */
        public static Wanted allLost(Collection<RunLease> active) {
            return new Wanted(List.of(), Map.of(), List.copyOf(active));
        }
    }

    /**
     * A run that was taken over.
     *
     * @param before the server that had it
     * @param foreign whether that was another process
     * @param recoveries how often in a row it was taken over without anything of it having begun
     */
    record TakenOver(RunLease lease, String before, boolean foreign, int recoveries) {}

    /**
     * Shows that the server is alive, and takes its name if nobody has it, or whoever had it has stopped or was silent for longer than a lease.
     *
     * @return empty if it has the name; else who does
     */
    Optional<Holder> beat(Self self, Duration lease);

    /** The server ends in an orderly way: its name is free. */
    void stopped(Self self);

    /**
     * Prolongs the leases of the runs that a server executes.
     *
     * @param active the runs it executes; a run that an earlier process of the same server has left behind is not among them
     * @return what is wanted of them
     */
    Wanted renew(Collection<RunLease> active, Duration lease);

    /**
     * Takes over one run whose owner's lease has expired, or whose owner was an earlier process of this server; empty if there is none.
     *
     * @param active the runs that this server executes itself, which are never lost to it
     * @param alsoRunning false if only runs to be cancelled are looked for
     */
    Optional<TakenOver> takeOver(Self self, Collection<RunLease> active, boolean alsoRunning, Duration lease);

    /** Ends a lease now, so that whichever server is alive takes the run over. */
    void release(RunLease lease);
}
