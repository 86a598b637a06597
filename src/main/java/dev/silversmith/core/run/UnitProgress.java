package dev.silversmith.core.run;

import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.plan.Unit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One unit of a run in memory: what it waits for and whether it was taken or has ended. */
final class UnitProgress {

    static final Comparator<UnitProgress> PLAN_ORDER = Comparator.comparingInt(progress -> progress.order);

    /** Highest priority first, then the order of the plan. */
    static final Comparator<UnitProgress> URGENCY = Comparator.comparingLong(
                    (UnitProgress progress) -> progress.unit.priority())
            .reversed()
            .thenComparing(PLAN_ORDER);

    enum State {
        WAITING,
        TAKEN,
        ENDED
    }

    final Unit unit;
    final int order;
    final StageProgress stage;
    final boolean holdsDimension;
    final boolean holdsFact;
    final Optional<PlannedRefresh> refresh;
    final List<UnitProgress> parents = new ArrayList<>();
    final List<UnitProgress> children = new ArrayList<>();
    State state = State.WAITING;
    int missingParents;
    boolean offered;

    /** Why it has ended without success; empty before its end and after a success. */
    private Optional<String> failure = Optional.empty();

    /** @param refresh what the unit refreshes, if it is a refresh */
    UnitProgress(Unit unit, int order, StageProgress stage, Plan plan, Optional<PlannedRefresh> refresh) {
        this.unit = unit;
        this.order = order;
        this.stage = stage;
        this.refresh = refresh;
        this.holdsDimension = holds(plan, Kind.DIMENSION);
        this.holdsFact = holds(plan, Kind.FACT);
    }

    private boolean holds(Plan plan, Kind kind) {
        return unit.members().stream()
                .anyMatch(member -> plan.procedures().get(member).kind() == kind);
    }

    boolean isRefresh() {
        return refresh.isPresent();
    }

    /** @throws IllegalStateException if only some members of a group have succeeded */
    boolean succeededIn(LastAttempts last) {
        if (isRefresh()) {
            return last.refresh(refresh.get().view()) == StepStatus.SUCCEEDED;
        }
        long succeeded = unit.members().stream()
                .filter(member -> last.procedure(member) == StepStatus.SUCCEEDED)
                .count();
        if (succeeded != 0 && succeeded != unit.members().size()) {
            throw new IllegalStateException("only %d of the %d members of %s have succeeded"
                    .formatted(succeeded, unit.members().size(), unit.name()));
        }
        return succeeded != 0;
    }

    /** Why it is recorded to have ended without success; a member that failed is to blame rather than one that went with it. */
    Optional<String> failureIn(LastAttempts last) {
        if (isRefresh()) {
            return Optional.of(last.refresh(refresh.get().view()))
                    .filter(StepStatus::isFinalFailure)
                    .map(status -> culprit() + " " + status.word());
        }
        return unit.members().stream()
                .filter(member -> last.procedure(member).isFinalFailure())
                .min(Comparator.comparing(member -> last.procedure(member) != StepStatus.FAILED))
                .map(member -> member + " " + last.procedure(member).word());
    }

    /** Ends it, and tells the children for whom that is enough: all after a success, else refreshes and those of a refresh. */
    void end(Optional<String> why) {
        state = State.ENDED;
        failure = why;
        for (UnitProgress child : children) {
            if (why.isEmpty() || child.isRefresh() || isRefresh()) {
                child.missingParents--;
            }
        }
    }

    /** Why a refresh whose procedures have all ended is not made; empty if it is, and for a unit that is no refresh. */
    Optional<String> hindrance() {
        boolean onSuccess = refresh.filter(planned -> planned.trigger() == RefreshLink.Trigger.SUCCESS)
                .isPresent();
        return onSuccess
                ? parents.stream()
                        .filter(parent -> !parent.isRefresh())
                        .flatMap(parent -> parent.failure.stream())
                        .findFirst()
                : Optional.empty();
    }

    /** Its procedures, or its view, as skipped. */
    List<Skip> skips(String because) {
        return refresh.map(planned -> List.of(Skip.refresh(planned.view(), because)))
                .orElseGet(() -> unit.members().stream()
                        .map(procedure -> Skip.procedure(procedure, because))
                        .toList());
    }

    /** What is to blame if it did not succeed and nothing more is known: the procedure, or the whole of a group or refresh. */
    String culprit() {
        return unit.type() == Unit.Type.PROCEDURE ? unit.members().get(0).toString() : unit.name();
    }
}
