package dev.silversmith.app.port;

import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Why an attempt failed, in PostgreSQL's own words.
 *
 * @param sqlState five characters; empty if the fault was not the database's
 * @param message one sentence, never null
 * @param position place in the statement, from 1
 * @param retryable whether the class of the error is transient
 */
public record StepError(
        Optional<String> sqlState,
        String message,
        Optional<String> detail,
        Optional<String> hint,
        Optional<String> context,
        Optional<Integer> position,
        boolean retryable) {

    /** The same error with what was being done in front of its message. */
    public StepError during(String doing) {
        return new StepError(sqlState, doing + ": " + message, detail, hint, context, position, retryable);
    }

    /** The same error, never to be tried again by itself. */
    public StepError notRetryable() {
        return new StepError(sqlState, message, detail, hint, context, position, false);
    }

    /** The same error with one more sentence on what to do, before the database's own. */
    public StepError advising(String advice) {
        Optional<String> both = Optional.of(hint.map(own -> advice + " " + own).orElse(advice));
        return new StepError(sqlState, message, detail, both, context, position, retryable);
    }

    /** The same error with every text changed. */
    public StepError map(UnaryOperator<String> change) {
        return new StepError(
                sqlState,
                change.apply(message),
                detail.map(change),
                hint.map(change),
                context.map(change),
                position,
                retryable);
    }

    public static StepError of(String message) {
        return new StepError(
                Optional.empty(),
                message,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
    }
}
