package dev.silversmith.app.launch;

import dev.silversmith.app.port.PlanFacts.Facts;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Why;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * What a request would do, as far as that can be said.
 *
 * @param plan the plan; empty where something forbids it
 * @param refusals everything that forbids the run
 * @param stages the procedures that the request takes, by the plan's stages; in one list without a number where there is no plan
 * @param views what is refreshed; none where there is no plan
 * @param leftOut what the selection finds and the exclusion takes away: whether the exclusion names it outright
 * @param orphans of each procedure that is taken the parents that are left out
 * @param warnings of the plan
 * @param parameters those of the procedures that a request may give a value, by procedure, in the order of the catalog
 * @param expectedMs how long it may take; empty where nothing of it has run before
 * @param usualRows the sum of what each procedure usually affects; empty where nothing is known
 */
public record LaunchPlan(
        Optional<Plan> plan,
        List<Violation> refusals,
        List<StageRows> stages,
        List<View> views,
        SortedMap<QualifiedName, Boolean> leftOut,
        Map<QualifiedName, List<QualifiedName>> orphans,
        List<String> warnings,
        SortedMap<QualifiedName, List<Parameter>> parameters,
        Optional<Long> expectedMs,
        Optional<Long> usualRows) {

    /**
     * The procedures of a stage.
     *
     * @param number from 1; 0 where there is no plan
     * @param kind empty where there is no plan
     */
    public record StageRows(int number, Optional<Stage.Kind> kind, List<Row> rows) {

        public StageRows {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A procedure that the request takes.
     *
     * @param group the name of the group with which it shares its transaction
     * @param transaction who commits
     * @param windowed whether it has a watermark
     * @param windowStart where its next window would begin; empty for the very beginning
     * @param staleParents parents outside of the plan whose last success is older than their freshness limit
     */
    public record Row(
            QualifiedName name,
            Optional<String> group,
            Transaction transaction,
            Why why,
            Facts facts,
            boolean windowed,
            Optional<String> windowStart,
            List<QualifiedName> staleParents) {

        public Row {
            staleParents = List.copyOf(staleParents);
        }
    }

    public LaunchPlan {
        refusals = List.copyOf(refusals);
        stages = List.copyOf(stages);
        views = List.copyOf(views);
        warnings = List.copyOf(warnings);
    }

    /**
     * A view that is refreshed.
     *
     * @param after the procedures after which it is
     * @param always whether it is refreshed however they end
     * @param usualMs how long it usually takes; empty if it never was refreshed
     */
    public record View(QualifiedName name, List<QualifiedName> after, boolean always, Optional<Long> usualMs) {

        public View {
            after = List.copyOf(after);
        }
    }

    /** The names of all that the request takes. */
    public Set<QualifiedName> names() {
        Set<QualifiedName> names = new TreeSet<>();
        stages.forEach(stage -> stage.rows().forEach(row -> names.add(row.name())));
        return names;
    }

    /** How many procedures the request takes. */
    public int size() {
        return stages.stream().mapToInt(stage -> stage.rows().size()).sum();
    }
}
