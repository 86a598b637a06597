package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.plan.Signature.Argument;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.NearestName;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether a procedure's parameters in the catalog fit its signature in the database. */
final class SignatureRules {

    private SignatureRules() {}

    /** Whether a parameter gives its argument a value in this mode; else the argument is left to the signature. */
    static boolean binds(Parameter parameter, Mode mode, Map<String, Literal> overrides) {
        return parameter.source() != ParameterSource.VALUE
                || overrides.containsKey(parameter.name())
                || parameter.constant(mode).isPresent();
    }

    static List<Violation> mismatches(
            Procedure procedure, Signature signature, Mode mode, Map<String, Literal> overrides) {
        List<Violation> mismatches = new ArrayList<>();
        Map<String, Parameter> parameters =
                procedure.parameters().stream().collect(Collectors.toMap(Parameter::name, Function.identity()));
        for (String name : parameters.keySet().stream().sorted().toList()) {
            if (signature.arguments().stream()
                    .noneMatch(argument -> argument.name().equals(name) && Signature.takesValue(argument))) {
                String detail = "%s has no argument %s that takes a value%s"
                        .formatted(procedure.name(), name, NearestName.didYouMean(name, inputs(signature)));
                mismatches.add(violation(procedure, name, detail));
            }
        }
        for (int position = 1; position <= signature.arguments().size(); position++) {
            Argument argument = signature.arguments().get(position - 1);
            Parameter parameter = parameters.get(argument.name());
            boolean bound = parameter != null && binds(parameter, mode, overrides);
            if (!bound && needsValue(signature, argument)) {
                mismatches.add(missing(procedure, argument, position, mode));
            }
        }
        return mismatches;
    }

    private static List<String> inputs(Signature signature) {
        return signature.arguments().stream()
                .filter(Signature::takesValue)
                .map(Argument::name)
                .toList();
    }

    /** Values are bound by name, so that what has none, and cannot be left out, cannot be called. */
    static boolean needsValue(Signature signature, Argument argument) {
        if (argument.hasDefault()) {
            return false;
        }
        return signature.passesNull(argument) ? argument.name().isEmpty() : Signature.takesValue(argument);
    }

    private static Violation missing(Procedure procedure, Argument argument, int position, Mode mode) {
        if (argument.name().isEmpty()) {
            String detail = "argument %d of %s has no name, so it cannot be bound; name it or give it a DEFAULT";
            return violation(procedure, Integer.toString(position), detail.formatted(position, procedure.name()));
        }
        String detail = "argument %s of %s has no DEFAULT, and the catalog has no value for it in mode %s";
        return violation(procedure, argument.name(), detail.formatted(argument.name(), procedure.name(), mode.word()));
    }

    private static Violation violation(Procedure procedure, String parameter, String detail) {
        return Violation.at(detail, "procedures", procedure.name().toString(), "parameters", parameter);
    }
}
