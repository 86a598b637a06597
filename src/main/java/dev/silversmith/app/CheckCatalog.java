package dev.silversmith.app;

import dev.silversmith.app.port.WarehouseInspector;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Registration;
import dev.silversmith.core.plan.DatabaseQuestion;
import dev.silversmith.core.plan.RegistrationRules;
import dev.silversmith.core.plan.RegistrationRules.Open;
import dev.silversmith.core.plan.RelationRules;
import dev.silversmith.core.plan.Routine;
import dev.silversmith.core.plan.RoutineChoice;
import dev.silversmith.core.shared.NearestName;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks procedures of a catalog against the database in which they are to be executed. */
@ApplicationScoped
public class CheckCatalog {

    private final WarehouseInspector warehouse;
    private final PlanInputs inputs;

    /** For the container's proxy. */
    CheckCatalog() {
        this(null, null);
    }

    @Inject
    public CheckCatalog(WarehouseInspector warehouse, PlanInputs inputs) {
        this.warehouse = warehouse;
        this.inputs = inputs;
    }

    /**
     * What the database says.
     *
     * @param violations everything in which it contradicts the catalog
     * @param registrations what was found of each procedure
     */
    public record Result(List<Violation> violations, Map<QualifiedName, Registration> registrations) {}

    /** Looks at what is declared; what is disabled need not be there and is left out. */
    Result check(Catalog declared) {
        List<Procedure> procedures = declared.procedures().values().stream()
                .filter(Procedure::enabled)
                .toList();
        Map<QualifiedName, List<Routine>> routines =
                warehouse.routines(procedures.stream().map(Procedure::name).toList());
        Map<String, String> types = warehouse.types(types(procedures));
        List<Violation> violations = new ArrayList<>();
        List<QualifiedName> missing = new ArrayList<>();
        List<Open> open = new ArrayList<>();
        Map<QualifiedName, Registration> registrations = new HashMap<>();
        for (Procedure procedure : procedures) {
            RoutineChoice choice =
                    RoutineChoice.of(procedure, routines.getOrDefault(procedure.name(), List.of()), types);
            choice.violation().ifPresent(violations::add);
            choice.routine().ifPresent(routine -> {
                registrations.put(procedure.name(), registration(routine));
                mayExecute(procedure, routine, violations);
                var result = RegistrationRules.check(procedure, routine.signature(), types);
                violations.addAll(result.violations());
                open.addAll(result.open());
            });
            if (choice.routine().isEmpty() && choice.violation().isEmpty()) {
                missing.add(procedure.name());
            }
        }
        violations.addAll(missing(missing));
        violations.addAll(answered(open));
        violations.addAll(RelationRules.violations(declared, inputs.views(RelationRules.relations(declared))));
        return new Result(violations, registrations);
    }

    private static Set<String> types(List<Procedure> procedures) {
        return procedures.stream()
                .flatMap(procedure -> Stream.concat(
                        procedure.arguments().stream().flatMap(List::stream),
                        procedure.parameters().stream().map(Parameter::type)))
                .collect(Collectors.toSet());
    }

    private static Registration registration(Routine routine) {
        return new Registration(
                routine.signature().identity(), routine.signature().bodyHash());
    }

    private static void mayExecute(Procedure procedure, Routine routine, List<Violation> violations) {
        if (!routine.executable()) {
            String detail = "the warehouse login may not execute %s; grant it EXECUTE, and USAGE of its schema"
                    .formatted(procedure.name());
            violations.add(Violation.at(detail, "procedures", procedure.name().toString()));
        }
    }

    private List<Violation> missing(List<QualifiedName> missing) {
        if (missing.isEmpty()) {
            return List.of();
        }
        List<String> known =
                warehouse.routineNames().stream().map(QualifiedName::toString).toList();
        List<Violation> violations = new ArrayList<>();
        for (QualifiedName name : missing) {
            String advice =
                    violations.size() < NearestName.MOST_ANSWERS ? NearestName.didYouMean(name.toString(), known) : "";
            violations.add(Violation.at(
                    "the database has no procedure or function %s%s".formatted(name, advice),
                    "procedures",
                    name.toString()));
        }
        return violations;
    }

    private List<Violation> answered(List<Open> open) {
        Set<DatabaseQuestion> questions = open.stream().map(Open::question).collect(Collectors.toSet());
        Map<DatabaseQuestion, String> refused = warehouse.refused(questions);
        List<Open> wrong =
                open.stream().filter(one -> refused.containsKey(one.question())).toList();
        Set<String> ofOtherType = wrong.stream()
                .filter(one -> one.question() instanceof DatabaseQuestion.Cast)
                .map(CheckCatalog::parameter)
                .collect(Collectors.toSet());
        // The values of a parameter whose type does not fit cannot fit either: that is told once.
        return wrong.stream()
                .filter(one ->
                        !(one.question() instanceof DatabaseQuestion.Value) || !ofOtherType.contains(parameter(one)))
                .map(one -> new Violation(
                        one.violation().pointer(), one.violation().detail() + ": " + refused.get(one.question())))
                .toList();
    }

    private static String parameter(Open open) {
        String pointer = open.violation().pointer();
        return pointer.substring(0, pointer.lastIndexOf('/'));
    }
}
