package dev.silversmith.core.plan;

import dev.silversmith.core.plan.RegistrationRules.Open;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the values that a request gives are values of their arguments' types: only the database can say. */
public final class OverrideRules {

    /** What a value of a type looks like; of these types people need no more than that. */
    private static final Map<String, String> FORMS = Map.of(
            "date", "a date (YYYY-MM-DD)",
            "timestamp with time zone", "a time with its zone (YYYY-MM-DD HH:MM:SS+00)",
            "timestamp without time zone", "a time (YYYY-MM-DD HH:MM:SS)",
            "boolean", "true or false",
            "uuid", "a UUID",
            "interval", "an interval (like 2 days)");

    private OverrideRules() {}

    /** A question for each value of the request that a plan has taken, with the violation if the answer is no. */
    public static List<Open> questions(Plan plan) {
        List<Open> questions = new ArrayList<>();
        plan.procedures().values().forEach(procedure -> procedure.arguments().stream()
                .filter(PlannedArgument::overridden)
                .forEach(argument -> argument.value()
                        .filter(value -> value.type() != Literal.Type.NULL)
                        .ifPresent(value -> questions.add(question(procedure.name(), argument, value.text())))));
        return questions;
    }

    private static Open question(QualifiedName procedure, PlannedArgument argument, String text) {
        String form = FORMS.getOrDefault(argument.type(), "a value of type " + argument.type());
        return new Open(
                new DatabaseQuestion.Value(argument.type(), text),
                Violation.at(
                        "%s: '%s' is not %s".formatted(argument.name(), text, form),
                        "parameters",
                        procedure.toString(),
                        argument.name()));
    }

    /** The violation of a question to which the database said no; its own words where they say more. */
    public static Violation violation(Open open, String reason) {
        DatabaseQuestion.Value asked = (DatabaseQuestion.Value) open.question();
        Violation violation = open.violation();
        return FORMS.containsKey(asked.type())
                ? violation
                : new Violation(violation.pointer(), violation.detail() + ": " + reason);
    }
}
