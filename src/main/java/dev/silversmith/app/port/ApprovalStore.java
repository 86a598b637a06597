package dev.silversmith.app.port;

import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.run.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps what a second person says of full runs. Every method works in the caller's transaction. */
public interface ApprovalStore {

    /**
     * Where a run stands with its approval.
     *
     * @param askedBy who asked for the approval; empty of a run that needs none
     * @param overdue whether it expired by now, by the database's clock
     * @param expiresAt when it expires or has expired
     * @param decider who decided; empty if nobody has
     * @param decision approve or reject
     * @param cancelledBy who withdrew or cancelled it
     */
    record Standing(
            long number,
            RunStatus status,
            String requestedBy,
            Optional<String> askedBy,
            boolean overdue,
            Optional<Instant> expiresAt,
            Optional<String> decider,
            Optional<String> decision,
            Optional<Instant> decidedAt,
            Optional<String> cancelledBy,
            Optional<Instant> finishedAt) {}

    /**
     * What a run was made from.
     *
     * @param request what was asked for
     * @param plan the plan that is kept
     * @param begun whether something of the plan has run; it is bound to go on with it then, whatever the request would give now
     */
    record KeptRequest(PlanRequest request, Plan plan, boolean begun) {}

    /** Of a run that exists. */
    Standing standing(UUID runId);

    /** Of a run that was not imported. */
    KeptRequest kept(UUID runId);

    /**
     * Decides on a run that is pending approval: it is queued or rejected.
     *
     * @param reason why; a rejection needs one
     * @param fingerprint of the plan that is decided on
     * @return false if the request has expired; nothing was changed
     */
    boolean decide(UUID runId, boolean approve, String actor, Optional<String> reason, String fingerprint);

    /** Runs that wait for an approval or, with one, for their start, and whose time is up; the longest overdue first. */
    List<UUID> overdue(int most);

    /** Ends a run that has not started, with all its steps. */
    void expire(UUID runId, String error);
}
