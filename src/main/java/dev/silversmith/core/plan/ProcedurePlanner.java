package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Freezes each selected procedure with its parents, its signature and its arguments. */
final class ProcedurePlanner {

    private ProcedurePlanner() {}

    /**
     * Plans each procedure of a graph.
     *
     * @param selected the selected procedures and their dependencies, closed over those that were left out
     */
    static SortedMap<QualifiedName, PlannedProcedure> plan(
            Catalog catalog,
            PlanRequest request,
            DirectedGraph<QualifiedName> selected,
            Map<QualifiedName, Signature> signatures) {
        refuseUnknown(selected.nodes(), signatures);
        List<Violation> mismatches = new ArrayList<>();
        SortedMap<QualifiedName, PlannedProcedure> planned = new TreeMap<>();
        for (QualifiedName name : selected.nodes()) {
            Procedure procedure = catalog.procedures().get(name);
            Signature signature = signatures.get(name);
            mismatches.addAll(
                    SignatureRules.mismatches(procedure, signature, request.mode(), overrides(request, name)));
            planned.put(name, planned(procedure, selected.parents(name), signature, request));
        }
        ProblemException.throwIfAny(Problem.SIGNATURE_MISMATCH, mismatches);
        return planned;
    }

    private static void refuseUnknown(Set<QualifiedName> selected, Map<QualifiedName, Signature> signatures) {
        ProblemException.throwIfAny(
                Problem.UNKNOWN_PROCEDURE,
                selected.stream()
                        .filter(name -> !signatures.containsKey(name))
                        .map(name -> Violation.at(
                                "the database has no procedure or function %s".formatted(name),
                                "procedures",
                                name.toString()))
                        .toList());
    }

    private static PlannedProcedure planned(
            Procedure procedure, List<QualifiedName> parents, Signature signature, PlanRequest request) {
        return new PlannedProcedure(
                procedure.name(),
                procedure.kind(),
                parents,
                signature,
                arguments(procedure, signature, request),
                procedure.execution(),
                procedure.retry());
    }

    private static List<PlannedArgument> arguments(Procedure procedure, Signature signature, PlanRequest request) {
        SortedMap<String, Literal> overrides = overrides(request, procedure.name());
        List<PlannedArgument> arguments = new ArrayList<>();
        for (Signature.Argument argument : signature.arguments()) {
            procedure.parameters().stream()
                    .filter(parameter -> parameter.name().equals(argument.name()))
                    .filter(parameter -> SignatureRules.binds(parameter, request.mode(), overrides))
                    .map(parameter -> argument(argument, parameter, request, overrides))
                    .forEach(arguments::add);
        }
        return arguments;
    }

    private static PlannedArgument argument(
            Signature.Argument argument,
            Parameter parameter,
            PlanRequest request,
            SortedMap<String, Literal> overrides) {
        boolean overridden = overrides.containsKey(parameter.name());
        Optional<Literal> value =
                overridden ? Optional.of(overrides.get(parameter.name())) : parameter.constant(request.mode());
        return new PlannedArgument(
                argument.name(), argument.type(), parameter.source(), parameter.secret(), value, overridden);
    }

    private static SortedMap<String, Literal> overrides(PlanRequest request, QualifiedName name) {
        return request.overrides().getOrDefault(name, Collections.emptySortedMap());
    }
}
