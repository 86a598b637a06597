package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.run.BoundArgument;
import java.util.List;
import java.util.UUID;

/**
 * A unit to be executed: its members share one transaction, in their order.
 *
 * @param lease under which the run is executed
 * @param mode of the run
 * @param lane the worker, from 1
 * @param control through which the unit can be cancelled
 * @param messages where the procedures' messages go
 */
public record UnitCall(
        RunLease lease,
        String unit,
        Mode mode,
        List<MemberCall> members,
        int lane,
        UnitControl control,
        MessageSink messages) {

    public UnitCall {
        members = List.copyOf(members);
    }

    public UUID runId() {
        return lease.runId();
    }

    /** The first member: the unit's advisory lock and token are its. */
    public MemberCall lead() {
        return members.get(0);
    }

    /**
     * One procedure of the unit.
     *
     * @param stepId the attempt
     * @param arguments those that come from a watermark without their value, which is known in the transaction only
     */
    public record MemberCall(UUID stepId, PlannedProcedure procedure, List<BoundArgument> arguments) {

        public MemberCall {
            arguments = List.copyOf(arguments);
        }
    }
}
