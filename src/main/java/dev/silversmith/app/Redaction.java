package dev.silversmith.app;

import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** Takes secrets out of texts that procedures and the database write. */
final class Redaction implements UnaryOperator<String> {

    /** Shorter ones would leave holes in every text and are no secrets anyway. */
    private static final int SHORTEST = 4;

    private final List<String> secrets;

    /** Longer ones are taken out first: one may be part of another. */
    Redaction(List<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    @Override
    public String apply(String text) {
        String redacted = text;
        for (String secret : secrets) {
            redacted = redacted.replace(secret, "***");
        }
        return redacted;
    }
}
