package dev.silversmith.app.launch;

import dev.silversmith.app.launch.LaunchPlan.Row;
import dev.silversmith.app.launch.LaunchPlan.StageRows;
import dev.silversmith.app.port.PlanFacts.Facts;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.plan.Chosen;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The procedures of a request, each with what is known of it. */
final class LaunchRows {

    private static final String GROUP = "group:";

    private final Catalog catalog;
    private final Chosen chosen;
    private final Mode mode;
    private final Map<QualifiedName, Facts> known;
    private final Instant now;

    LaunchRows(Catalog catalog, Chosen chosen, Mode mode, Map<QualifiedName, Facts> known, Instant now) {
        this.catalog = catalog;
        this.chosen = chosen;
        this.mode = mode;
        this.known = known;
        this.now = now;
    }

    List<StageRows> of(Plan plan) {
        List<StageRows> stages = new ArrayList<>();
        for (Stage stage : plan.stages()) {
            List<Row> rows = stage.units().stream()
                    .flatMap(unit -> unit.members().stream().map(name -> row(name, group(unit))))
                    .toList();
            if (!rows.isEmpty()) {
                stages.add(new StageRows(stage.number(), Optional.of(stage.kind()), rows));
            }
        }
        return stages;
    }

    List<StageRows> withoutPlan() {
        List<Row> rows = chosen.taken().keySet().stream()
                .map(name -> row(name, Optional.empty()))
                .toList();
        return rows.isEmpty() ? List.of() : List.of(new StageRows(0, Optional.empty(), rows));
    }

    private static Optional<String> group(Unit unit) {
        return unit.type() == Unit.Type.GROUP ? Optional.of(unit.name().substring(GROUP.length())) : Optional.empty();
    }

    private Row row(QualifiedName name, Optional<String> group) {
        Procedure procedure = catalog.procedures().get(name);
        Optional<Watermark> watermark = procedure.execution().watermark();
        Facts facts = facts(name);
        return new Row(
                name,
                group,
                procedure.execution().transaction(),
                chosen.taken().get(name),
                facts,
                watermark.isPresent(),
                watermark.flatMap(one -> one.lowerBound(facts.watermark(), mode)),
                procedure.dependsOn().stream().filter(this::isStale).toList());
    }

    /** A parent in the run will be fresh; one that is disabled has no say. */
    private boolean isStale(QualifiedName parent) {
        Procedure procedure = catalog.procedures().get(parent);
        return !chosen.taken().containsKey(parent)
                && procedure.enabled()
                && procedure
                        .freshness()
                        .filter(limit -> facts(parent)
                                .lastSuccess()
                                .filter(last -> !last.plus(limit).isBefore(now))
                                .isEmpty())
                        .isPresent();
    }

    private Facts facts(QualifiedName name) {
        return known.getOrDefault(name, Facts.NONE);
    }

    boolean anyKnown() {
        return chosen.taken().keySet().stream()
                .anyMatch(name -> facts(name).usualMs().isPresent());
    }

    Optional<Long> usualRows() {
        return chosen.taken().keySet().stream()
                .flatMap(name -> facts(name).usualRows().stream())
                .reduce(Long::sum);
    }
}
