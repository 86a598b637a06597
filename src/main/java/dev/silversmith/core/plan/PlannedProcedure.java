package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A procedure with everything that decides its execution, frozen at planning.
 *
 * @param name schema and name
 * @param kind dimension, fact or other
 * @param parents the selected procedures that must have succeeded, closed over those that were left out, in C collation
 * @param signature what the database said
 * @param arguments the arguments to bind, in the order of the signature; one that is left to its DEFAULT is not listed
 * @param execution what surrounds the call
 * @param retry how often it is tried; it decides nothing of what is executed and is not part of the plan's fingerprint
 */
public record PlannedProcedure(
        QualifiedName name,
        Kind kind,
        List<QualifiedName> parents,
        Signature signature,
        List<PlannedArgument> arguments,
        Execution execution,
        Retry retry) {

    public PlannedProcedure {
        parents = List.copyOf(parents);
        arguments = List.copyOf(arguments);
    }

    /**
     * Whether a call as planned fits another signature of the same procedure: everything bound is taken, everything else can be left out, and
     * what is read from its outputs is there.
     */
    public boolean fits(Signature other) {
        Set<String> bound = arguments.stream().map(PlannedArgument::name).collect(Collectors.toSet());
        boolean taken = arguments.stream().allMatch(argument -> other.arguments().stream()
                .anyMatch(offered -> offered.name().equals(argument.name())
                        && offered.type().equals(argument.type())
                        && Signature.takesValue(offered)));
        boolean complete = other.arguments().stream()
                .allMatch(argument -> bound.contains(argument.name()) || !SignatureRules.needsValue(other, argument));
        boolean read = outputs().allMatch(name -> other.arguments().stream()
                .anyMatch(offered -> offered.name().equals(name)
                        && (offered.direction() == Signature.Direction.OUT
                                || offered.direction() == Signature.Direction.INOUT)));
        return other.routine() == signature.routine() && taken && complete && read;
    }

    private Stream<String> outputs() {
        return Stream.concat(execution.rowsOut().stream(), execution.watermark().flatMap(Watermark::out).stream());
    }

    PlannedProcedure with(Signature renewed) {
        return new PlannedProcedure(name, kind, parents, renewed, arguments, execution, retry);
    }
}
