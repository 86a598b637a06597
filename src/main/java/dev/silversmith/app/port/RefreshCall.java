package dev.silversmith.app.port;

import dev.silversmith.core.plan.PlannedRefresh;
import java.util.UUID;

/**
 * A refresh to be executed, in a transaction of its own.
 *
 * @param lease under which the run is executed
 * @param id the attempt
 * @param lane the worker, from 1
 * @param control through which it can be cancelled
 */
public record RefreshCall(RunLease lease, UUID id, PlannedRefresh refresh, int lane, UnitControl control) {

    /** The unit's name in the plan. */
    public String unit() {
        return PlannedRefresh.unitName(refresh.view());
    }
}
