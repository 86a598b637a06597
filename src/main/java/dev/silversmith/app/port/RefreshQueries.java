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
}
