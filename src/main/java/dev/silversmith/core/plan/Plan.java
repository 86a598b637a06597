package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that a run will do, computed before anything runs.
 *
 * @param fingerprint SHA-256 in hex over all that decides what will execute (not over the expected durations)
 * @param mode incremental or full
 * @param scope what shares one transaction
 * @param stages in order
 * @param procedures every procedure of the plan by name
 * @param refreshes every view that is refreshed, by name
 * @param warnings what the requester should know
 */
public record Plan(
        String fingerprint,
        Mode mode,
        TransactionScope scope,
        List<Stage> stages,
        SortedMap<QualifiedName, PlannedProcedure> procedures,
        SortedMap<QualifiedName, PlannedRefresh> refreshes,
        List<String> warnings) {

    public Plan {
        stages = List.copyOf(stages);
        procedures = Collections.unmodifiableSortedMap(new TreeMap<>(procedures));
        refreshes = Collections.unmodifiableSortedMap(new TreeMap<>(refreshes));
        warnings = List.copyOf(warnings);
    }

    /** The same plan of procedures whose signatures or bodies are others now; a procedure that is missing keeps its own. */
    public Plan withSignatures(Map<QualifiedName, Signature> signatures) {
        SortedMap<QualifiedName, PlannedProcedure> renewed = new TreeMap<>();
        procedures.forEach((name, procedure) ->
                renewed.put(name, procedure.with(signatures.getOrDefault(name, procedure.signature()))));
        String print = Fingerprint.of(mode, scope, stages, renewed, refreshes);
        return new Plan(print, mode, scope, stages, renewed, refreshes, warnings);
    }

    /**
     * What a unit of type refresh refreshes.
     *
     * @throws java.util.NoSuchElementException for any other unit
     */
    public PlannedRefresh refresh(Unit unit) {
        return refreshes.values().stream()
                .filter(refresh -> PlannedRefresh.unitName(refresh.view()).equals(unit.name()))
                .findFirst()
                .orElseThrow();
    }

    /** All units, stage by stage. */
    public List<Unit> units() {
        return stages.stream().flatMap(stage -> stage.units().stream()).toList();
    }
}
