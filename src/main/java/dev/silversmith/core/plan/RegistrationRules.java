package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Expectation;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.plan.Signature.Argument;
import dev.silversmith.core.plan.Signature.Direction;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.NearestName;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether a catalog entry fits the procedure or function that it means: asked when it is registered, for every mode that it supports. */
public final class RegistrationRules {

    private final Procedure procedure;
    private final Signature signature;
    private final Map<String, String> types;
    private final List<Violation> violations = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();

    private RegistrationRules(Procedure procedure, Signature signature, Map<String, String> types) {
        this.procedure = procedure;
        this.signature = signature;
        this.types = types;
    }

    /**
     * What came out.
     *
     * @param violations what is wrong for certain
     * @param open what is wrong if the database says so
     */
    public record Result(List<Violation> violations, List<Open> open) {}

    /**
     * A violation, if the database's answer to a question is no.
     *
     * @param violation its detail is completed by the database's reason, where it gives one
     */
    public record Open(DatabaseQuestion question, Violation violation) {}

    /**
     * Checks an entry.
     *
     * @param types the database's own name of each type that the catalog writes; one that does not exist is missing
     */
    public static Result check(Procedure procedure, Signature signature, Map<String, String> types) {
        RegistrationRules rules = new RegistrationRules(procedure, signature, types);
        rules.violations.addAll(rules.mismatches());
        procedure.parameters().forEach(rules::parameter);
        rules.outputs();
        rules.own();
        rules.queries();
        return new Result(rules.violations, rules.open);
    }

    /** What does not fit in one mode or in both, each once. */
    private List<Violation> mismatches() {
        return Stream.of(Mode.values())
                .filter(mode -> mode == Mode.FULL
                        ? procedure.modes().full()
                        : procedure.modes().incremental())
                .flatMap(mode -> SignatureRules.mismatches(procedure, signature, mode, Map.of()).stream())
                .distinct()
                .toList();
    }

    private void parameter(Parameter parameter) {
        Optional<Argument> argument = signature.arguments().stream()
                .filter(one -> one.name().equals(parameter.name()) && Signature.takesValue(one))
                .findFirst();
        if (!types.containsKey(parameter.type())) {
            violations.add(at(RoutineChoice.unknownType(parameter.type()), parameter, "type"));
        } else if (argument.isPresent()) {
            fits(parameter, argument.get());
        }
    }

    private void fits(Parameter parameter, Argument argument) {
        String declared = types.get(parameter.type());
        if (!declared.equals(argument.type())) {
            String detail = "the type %s cannot be cast to the argument's type %s".formatted(declared, argument.type());
            open.add(new Open(new DatabaseQuestion.Cast(declared, argument.type()), at(detail, parameter, "type")));
        }
        constant(parameter, "value", parameter.value(), argument);
        constant(parameter, "incremental", parameter.incremental(), argument);
        constant(parameter, "full", parameter.full(), argument);
        sample(parameter).ifPresent(text -> {
            String detail = "%s, for example '%s', is not a value of the argument's type %s"
                    .formatted(parameter.source().word(), text, argument.type());
            open.add(new Open(new DatabaseQuestion.Value(argument.type(), text), at(detail, parameter, "from")));
        });
    }

    private void constant(Parameter parameter, String field, Optional<Literal> constant, Argument argument) {
        constant.map(Literal::text).filter(Objects::nonNull).ifPresent(text -> {
            String detail = "'%s' is not a value of the argument's type %s".formatted(text, argument.type());
            open.add(new Open(new DatabaseQuestion.Value(argument.type(), text), at(detail, parameter, field)));
        });
    }

    /** Some value that a source may give; empty where a constant or a secret gives it. */
    private Optional<String> sample(Parameter parameter) {
        return switch (parameter.source()) {
            case VALUE, SECRET -> Optional.empty();
            case RUN_ID -> Optional.of("00000000-0000-0000-0000-000000000000");
            case RUN_MODE -> Optional.of(Mode.INCREMENTAL.word());
            case RUN_STARTED_AT -> Optional.of("2000-01-01T00:00:00Z");
            case RUN_BUSINESS_DATE -> Optional.of("2000-01-01");
            case RUN_REQUESTED_BY -> Optional.of("somebody");
            case WATERMARK_LOWER, WATERMARK_UPPER ->
                procedure
                        .execution()
                        .watermark()
                        .filter(watermark -> watermark.type() != WatermarkType.TEXT)
                        .map(watermark -> watermark.type().sample());
        };
    }

    private void outputs() {
        procedure.execution().rowsOut().ifPresent(name -> output(name, "rows", "out"));
        procedure.execution().watermark().flatMap(Watermark::out).ifPresent(name -> output(name, "watermark", "out"));
    }

    private void own() {
        if (procedure.execution().transaction().isOwn() && signature.routine() == Signature.Routine.FUNCTION) {
            String detail = "%s is a function, and a function cannot commit: leave transaction at managed";
            violations.add(Violation.at(
                    detail.formatted(procedure.name()),
                    "procedures",
                    procedure.name().toString(),
                    "transaction"));
        }
    }

    private void output(String name, String... place) {
        List<String> outputs = signature.arguments().stream()
                .filter(argument -> argument.direction() == Direction.OUT || argument.direction() == Direction.INOUT)
                .map(Argument::name)
                .toList();
        if (!outputs.contains(name)) {
            String detail = "%s has no OUT or INOUT argument %s%s"
                    .formatted(procedure.name(), name, NearestName.didYouMean(name, outputs));
            violations.add(Violation.at(detail, "procedures", procedure.name().toString(), place[0], place[1]));
        }
    }

    private void queries() {
        procedure.execution().watermark().ifPresent(watermark -> watermark
                .upperBound()
                .ifPresent(query -> query(query, watermark.type().catalogName(), "watermark", "upperBound")));
        procedure
                .execution()
                .expect()
                .flatMap(Expectation::query)
                .ifPresent(query -> query(query, "bool", "expect", "query"));
    }

    private void query(String query, String type, String... place) {
        open.add(new Open(
                new DatabaseQuestion.Query(query, type, procedure.execution().searchPath()),
                Violation.at(
                        "the query cannot be executed",
                        "procedures",
                        procedure.name().toString(),
                        place[0],
                        place[1])));
    }

    private Violation at(String detail, Parameter parameter, String field) {
        String name = procedure.name().toString();
        return Violation.at(detail, "procedures", name, "parameters", parameter.name(), field);
    }
}
