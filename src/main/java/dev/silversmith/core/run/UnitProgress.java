package dev.silversmith.core.run;

import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Unit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
    final List<UnitProgress> children = new ArrayList<>();
    State state = State.WAITING;
    int missingParents;
    boolean offered;

    UnitProgress(Unit unit, int order, StageProgress stage, Plan plan) {
        this.unit = unit;
        this.order = order;
        this.stage = stage;
        this.holdsDimension = holds(plan, Kind.DIMENSION);
        this.holdsFact = holds(plan, Kind.FACT);
    }

    private boolean holds(Plan plan, Kind kind) {
        return unit.members().stream()
                .anyMatch(member -> plan.procedures().get(member).kind() == kind);
    }
}
