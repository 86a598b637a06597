package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;

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

    PlannedProcedure with(Signature renewed) {
        return new PlannedProcedure(name, kind, parents, renewed, arguments, execution, retry);
    }
}
