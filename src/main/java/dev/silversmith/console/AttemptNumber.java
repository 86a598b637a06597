package dev.silversmith.console;

import dev.silversmith.app.port.StepView;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How an address names an attempt of a step. */
final class AttemptNumber {

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private AttemptNumber() {}

    /**
     * The attempt of a text; empty if there is none.
     *
     * @param attempts by number
     * @param text null for the last
     */
    static Optional<StepView> choose(List<StepView> attempts, String text) {
        if (text == null) {
            return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
        }
        return NUMBER.matcher(text).matches()
                ? attempts.stream()
                        .filter(attempt -> attempt.attemptNo() == Integer.parseInt(text))
                        .findFirst()
                : Optional.empty();
    }
}
