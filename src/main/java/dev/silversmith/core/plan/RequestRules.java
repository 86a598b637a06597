package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** What a request may ask of the procedures that it selects: their modes, and values for their parameters. */
final class RequestRules {

    private RequestRules() {}

    static void check(Catalog catalog, PlanRequest request, SortedSet<QualifiedName> selected) {
        List<Violation> violations = new ArrayList<>();
        for (QualifiedName name : selected) {
            modeFault(catalog.procedures().get(name), request.mode())
                    .ifPresent(fault -> violations.add(Violation.at(fault, "procedures", name.toString(), "modes")));
        }
        ProblemException.throwIfAny(Problem.MODE_NOT_ALLOWED, violations);
        request.overrides().forEach((name, values) -> values.keySet().forEach(parameter -> overrideFault(
                        catalog, selected, name, parameter)
                .ifPresent(fault -> violations.add(Violation.at(fault, "parameters", name.toString(), parameter)))));
        ProblemException.throwIfAny(Problem.INVALID_REQUEST, violations);
    }

    private static Optional<String> modeFault(Procedure procedure, Mode mode) {
        Procedure.Modes modes = procedure.modes();
        boolean supported = mode == Mode.FULL ? modes.full() : modes.incremental();
        if (!supported) {
            return Optional.of("%s does not support mode %s".formatted(procedure.name(), mode.word()));
        }
        return mode == Mode.FULL && !modes.allowFullRefresh()
                ? Optional.of("%s does not allow a full refresh".formatted(procedure.name()))
                : Optional.empty();
    }

    private static Optional<String> overrideFault(
            Catalog catalog, SortedSet<QualifiedName> selected, QualifiedName name, String parameterName) {
        if (!selected.contains(name)) {
            return Optional.of("%s is not in the plan, so it takes no value".formatted(name));
        }
        Optional<Parameter> parameter = catalog.procedures().get(name).parameters().stream()
                .filter(one -> one.name().equals(parameterName))
                .findFirst();
        if (parameter.isEmpty()) {
            return Optional.of("%s has no parameter %s in the catalog".formatted(name, parameterName));
        }
        ParameterSource source = parameter.get().source();
        return source == ParameterSource.VALUE
                ? Optional.empty()
                : Optional.of("parameter %s of %s comes from %s and cannot be replaced"
                        .formatted(parameterName, name, source.word()));
    }
}
