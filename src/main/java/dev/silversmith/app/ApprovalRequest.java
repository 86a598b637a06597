package dev.silversmith.app;

import dev.silversmith.app.port.ResetView;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.catalog.ResetStatus;
import dev.silversmith.core.run.Person;
import dev.silversmith.core.run.RunStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that needs, or needed, a second person: a full run or the reset of a watermark.
 *
 * @param run empty for a reset
 * @param reset empty for a run
 */
public record ApprovalRequest(Optional<RunView> run, Optional<ResetView> reset) {

    /** Of a run whose {@code approval} is required. */
    public static ApprovalRequest of(RunView run) {
        return new ApprovalRequest(Optional.of(run), Optional.empty());
    }

    /** Of a reset that needs approval. */
    public static ApprovalRequest of(ResetView reset) {
        return new ApprovalRequest(Optional.empty(), Optional.of(reset));
    }

    /** Whether somebody may still decide. */
    public boolean isWaiting() {
        return run.map(one -> one.status() == RunStatus.PENDING_APPROVAL)
                .orElseGet(() -> reset.orElseThrow().status() == ResetStatus.PENDING_APPROVAL);
    }

    /** Whether a user asked for it, in whatever spelling, and so may not decide. */
    public boolean isAskedBy(String user) {
        return Person.same(requestedBy(), user) || Person.same(askedBy(), user);
    }

    public String requestedBy() {
        return run.map(RunView::requestedBy).orElseGet(() -> reset.orElseThrow().requestedBy());
    }

    /** Who asked for the approval: of a run that was resumed who did that, else the requester. */
    public String askedBy() {
        return run.flatMap(one -> one.approval().askedBy()).orElseGet(this::requestedBy);
    }

    public Instant requestedAt() {
        return run.map(RunView::requestedAt).orElseGet(() -> reset.orElseThrow().requestedAt());
    }

    /** When it was decided, or ended without a decision; empty while it waits. */
    public Optional<Instant> settledAt() {
        return run.flatMap(one -> one.approval().decidedAt().or(one::finishedAt))
                .or(() -> reset.flatMap(one -> one.decidedAt().or(one::finishedAt)));
    }

    /** The word of the status of the run or the reset. */
    public String statusWord() {
        return run.map(one -> one.status().word())
                .orElseGet(() -> reset.orElseThrow().status().word());
    }

    public long number() {
        return run.map(RunView::number).orElseGet(() -> reset.orElseThrow().number());
    }

    /** Why it is wanted. */
    public String reason() {
        return run.map(one -> one.approval().reason().orElse(""))
                .orElseGet(() -> reset.orElseThrow().reason());
    }

    /** While it waits: when it expires. */
    public Optional<Instant> expiresAt() {
        return isWaiting()
                ? run.flatMap(one -> one.approval().expiresAt()).or(() -> reset.flatMap(ResetView::expiresAt))
                : Optional.empty();
    }

    /** Who decided; empty if nobody has. */
    public Optional<String> approver() {
        return run.flatMap(one -> one.approval().approver()).or(() -> reset.flatMap(ResetView::approver));
    }
}
