package dev.silversmith.app.port;

import dev.silversmith.app.port.Blockers.Blocker;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Tells for whom a running refresh waits, for example for a reader of the view. */
public interface RefreshBlockers {

    /** The blockers of those of the attempts that wait for a lock; nothing is asked where none is running. */
    Map<UUID, Blocker> ofRefreshes(Collection<RefreshView> refreshes);
}
