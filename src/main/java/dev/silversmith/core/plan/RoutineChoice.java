package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which of the overloads of its name a catalog entry means.
 *
 * @param routine the one that is meant; empty if that is not clear
 * @param violation why not; empty as well if there is nothing at all under this name
 */
public record RoutineChoice(Optional<Routine> routine, Optional<Violation> violation) {

    private static final RoutineChoice MISSING = new RoutineChoice(Optional.empty(), Optional.empty());

    /**
     * Chooses.
     *
     * @param overloads everything that the database has under the procedure's name
     * @param types the database's own name of each type that the catalog writes; one that does not exist is missing
     */
    public static RoutineChoice of(Procedure procedure, List<Routine> overloads, Map<String, String> types) {
        List<Routine> callable = overloads.stream().filter(Routine::isCallable).toList();
        if (overloads.isEmpty()) {
            return MISSING;
        }
        if (callable.isEmpty()) {
            String form = overloads.get(0).form().words();
            return refused(procedure, "%s is %s, not a procedure or function".formatted(procedure.name(), form));
        }
        return procedure
                .arguments()
                .map(written -> named(procedure, written, callable, types))
                .orElseGet(() -> only(procedure, callable));
    }

    private static RoutineChoice only(Procedure procedure, List<Routine> callable) {
        return callable.size() == 1
                ? chosen(callable.get(0))
                : refused(
                        procedure,
                        "%s is overloaded (%s): list the argument types of the one you mean"
                                .formatted(procedure.name(), overloads(callable)),
                        "arguments");
    }

    private static RoutineChoice named(
            Procedure procedure, List<String> written, List<Routine> callable, Map<String, String> types) {
        Optional<String> unknown =
                written.stream().filter(type -> !types.containsKey(type)).findFirst();
        if (unknown.isPresent()) {
            return refused(procedure, unknownType(unknown.get()), "arguments");
        }
        List<String> wanted = written.stream().map(types::get).toList();
        return callable.stream()
                .filter(routine -> routine.inputTypes().equals(wanted))
                .findFirst()
                .map(RoutineChoice::chosen)
                .orElseGet(() -> refused(
                        procedure,
                        "%s has no overload with the arguments (%s); it has (%s)"
                                .formatted(procedure.name(), String.join(", ", wanted), overloads(callable)),
                        "arguments"));
    }

    static String unknownType(String written) {
        return "there is no type %s in the database; one outside of pg_catalog needs its schema".formatted(written);
    }

    private static String overloads(List<Routine> callable) {
        return callable.stream()
                .map(routine -> String.join(", ", routine.inputTypes()))
                .collect(Collectors.joining("); ("));
    }

    private static RoutineChoice chosen(Routine routine) {
        return new RoutineChoice(Optional.of(routine), Optional.empty());
    }

    private static RoutineChoice refused(Procedure procedure, String detail, String... field) {
        String name = procedure.name().toString();
        Violation violation = field.length == 0
                ? Violation.at(detail, "procedures", name)
                : Violation.at(detail, "procedures", name, field[0]);
        return new RoutineChoice(Optional.empty(), Optional.of(violation));
    }
}
