package dev.silversmith.app.port;

import java.util.Optional;

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
