package dev.silversmith.testkit;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.plan.Signature.Argument;
import dev.silversmith.core.plan.Signature.Direction;
import dev.silversmith.core.plan.Signature.Routine;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a database would say of procedures. */
public final class Signatures {

    private Signatures() {}

    /** For every procedure of a catalog a signature that fits: one IN argument for each of its parameters. */
    public static Map<QualifiedName, Signature> fitting(Catalog catalog) {
        Map<QualifiedName, Signature> signatures = new LinkedHashMap<>();
        for (Procedure procedure : catalog.procedures().values()) {
            signatures.put(
                    procedure.name(),
                    aProcedureWith(
                            procedure.parameters().stream().map(Signatures::in).toArray(Argument[]::new)));
        }
        return signatures;
    }

    public static Signature aProcedureWith(Argument... arguments) {
        return of(Routine.PROCEDURE, arguments);
    }

    public static Signature aFunctionWith(Argument... arguments) {
        return of(Routine.FUNCTION, arguments);
    }

    private static Signature of(Routine routine, Argument... arguments) {
        String identity = Arrays.stream(arguments).map(Argument::type).collect(Collectors.joining(", "));
        return new Signature(routine, List.of(arguments), identity, "0".repeat(64));
    }

    private static Argument in(Parameter parameter) {
        return in(parameter.name(), parameter.type());
    }

    public static Argument in(String name, String type) {
        return new Argument(name, type, Direction.IN, false);
    }

    public static Argument inWithDefault(String name, String type) {
        return new Argument(name, type, Direction.IN, true);
    }

    public static Argument out(String name, String type) {
        return new Argument(name, type, Direction.OUT, false);
    }

    public static Argument inOut(String name, String type) {
        return new Argument(name, type, Direction.INOUT, false);
    }
}
