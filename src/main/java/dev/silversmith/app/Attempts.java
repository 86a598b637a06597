package dev.silversmith.app;

import dev.silversmith.app.port.RunStore.StepRef;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.Skip;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The latest attempt of each procedure and refresh of a run, and how often each unit has failed. Safe for many threads. */
final class Attempts {

    private final Map<QualifiedName, UUID> latest = new ConcurrentHashMap<>();
    private final Map<QualifiedName, UUID> refreshes = new ConcurrentHashMap<>();
    private final Map<String, Integer> failed = new ConcurrentHashMap<>();
    private final Plan plan;

    Attempts(Plan plan, Map<QualifiedName, StepRef> steps, Map<QualifiedName, StepRef> refreshes) {
        this.plan = plan;
        refreshes.forEach((view, attempt) -> this.refreshes.put(view, attempt.id()));
        steps.forEach((procedure, step) -> latest.put(procedure, step.id()));
        plan.units().forEach(unit -> failed.put(unit.name(), failures(unit, steps)));
    }

    /** In each attempt of a unit at most one member has failed. */
    private static int failures(Unit unit, Map<QualifiedName, StepRef> steps) {
        return unit.members().stream()
                .filter(steps::containsKey)
                .mapToInt(member -> steps.get(member).failures())
                .sum();
    }

    /** @throws IllegalStateException if there is none */
    UUID of(QualifiedName procedure) {
        UUID step = latest.get(procedure);
        if (step == null) {
            throw new IllegalStateException("there is no step of " + procedure);
        }
        return step;
    }

    /** @throws IllegalStateException if there is none */
    UUID ofRefresh(QualifiedName view) {
        UUID attempt = refreshes.get(view);
        if (attempt == null) {
            throw new IllegalStateException("there is no refresh of " + view);
        }
        return attempt;
    }

    UUID of(Skip skip) {
        return skip.refresh() ? ofRefresh(skip.what()) : of(skip.what());
    }

    /** How often the unit is tried, as a whole. */
    Retry retry(Unit unit) {
        return Retry.together(unit.members().stream()
                .map(member -> plan.procedures().get(member).retry())
                .toList());
    }

    /** How many attempts of the unit have failed before this one. */
    int failedBefore(Unit unit) {
        return failed.getOrDefault(unit.name(), 0);
    }

    /** The unit has failed once more and has new attempts, in the order of its members. */
    void next(Unit unit, List<UUID> steps) {
        failed.merge(unit.name(), 1, Integer::sum);
        for (int place = 0; place < steps.size(); place++) {
            latest.put(unit.members().get(place), steps.get(place));
        }
    }
}
