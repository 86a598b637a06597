package dev.silversmith.console;

import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepLine;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.run.Conditions;
import dev.silversmith.core.run.Skip;
import dev.silversmith.core.run.StepStatus;
import java.util.Optional;
import java.util.StringJoiner;

/** How pages say what became of a step: more functions of the tag library. */
public final class StepWords {

    private StepWords() {}

    /** The name that PostgreSQL has for a SQLSTATE; empty if it has none. */
    public static String condition(String sqlState) {
        return Conditions.name(sqlState).orElse("");
    }

    /** What is to be said of a step of a list in one line; empty if nothing. */
    public static String line(StepLine step) {
        if (step.error().isPresent()) {
            String state = step.sqlState().map(code -> code + " ").orElse("");
            return state + Words.first(step.error().get());
        }
        return why(step.status(), step.skippedBecause());
    }

    /** Why a step did not do its work, where that was not its own error; empty if there is nothing to say. */
    static String why(StepStatus status, Optional<String> skippedBecause) {
        if (skippedBecause.isPresent()) {
            return switch (skippedBecause.get()) {
                case Skip.RUN_STOPPED -> Texts.of("message.stopped");
                case Skip.RUN_REJECTED -> Texts.of("message.rejected");
                case Skip.RUN_EXPIRED -> Texts.of("message.expired");
                default -> Texts.of("message.skipped", skippedBecause.get());
            };
        }
        return switch (status) {
            case ROLLED_BACK -> Texts.of("message.rolledBack");
            case INTERRUPTED -> Texts.of("message.interrupted");
            case CANCELLED -> Texts.of("message.cancelled");
            case PENDING, RUNNING, SUCCEEDED, FAILED, SKIPPED -> "";
        };
    }

    /** The line of an error's context that names the place in a procedure, else its first; empty if it has none. */
    public static String where(StepView step) {
        String context = step.error().flatMap(StepError::context).orElse("");
        return context.lines()
                .filter(line -> line.startsWith("PL/pgSQL function "))
                .findFirst()
                .orElse(Words.first(context));
    }

    /** Everything that is known of an error, as text for a mail; empty if there is none. */
    public static String error(StepView step) {
        return step.error().map(error -> error(step, error)).orElse("");
    }

    private static String error(StepView step, StepError error) {
        StringJoiner text = new StringJoiner("\n");
        text.add(Texts.of(
                "copied.step", step.procedure(), Integer.toString(step.attemptNo()), Long.toString(step.runNumber())));
        error.sqlState().ifPresent(state -> text.add(("SQLSTATE " + state + " " + condition(state)).strip()));
        text.add(error.message());
        error.detail().ifPresent(detail -> text.add("DETAIL: " + detail));
        error.hint().ifPresent(hint -> text.add("HINT: " + hint));
        error.position().ifPresent(position -> text.add("POSITION: " + position));
        error.context().ifPresent(context -> text.add("CONTEXT: " + context));
        step.sql().ifPresent(sql -> text.add("STATEMENT: " + sql));
        return text.toString();
    }
}
