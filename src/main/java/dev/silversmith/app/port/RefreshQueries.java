package dev.silversmith.app.port;

import dev.silversmith.core.shared.QualifiedName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What was refreshed. */
public interface RefreshQueries {

    /** Every attempt of a run, in the plan's order. */
    List<RefreshView> ofRun(UUID runId);

    /** The attempt of each view that ended last, by view; one that never was refreshed is left out. */
    Map<QualifiedName, RefreshView> latest(Collection<QualifiedName> views);

    /**
     * The views that a resume of a run refreshes again, in the plan's order: those without a success, those that show the data of
     * procedures that run again, and those that read them.
     */
    List<QualifiedName> open(UUID runId);

    /** Median time of the last refreshes that succeeded, in milliseconds, by view; one that never did is left out. */
    Map<QualifiedName, Long> usualMs();
}
