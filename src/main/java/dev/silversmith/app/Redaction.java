package dev.silversmith.app;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Takes secrets out of texts that procedures and the database write. */
final class Redaction implements UnaryOperator<String> {

    /** Shorter ones would leave holes in every text and are no secrets anyway. */
    private static final int SHORTEST = 4;

    /** PostgreSQL cuts long values in its messages: so much of a secret's beginning is enough to take it out. */
    private static final int BEGINNING = 8;

    private final List<String> secrets;

    Redaction(List<String> secrets) {
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST)
                .flatMap(secret -> Stream.of(secret, secret.replace("'", "''")))
                .distinct()
                .toList();
    }

    /** Where secrets begin alike, the one of which most is there is taken out. */
    @Override
    public String apply(String text) {
        int found = next(text, 0);
        if (found < 0) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        int from = 0;
        for (; found >= 0; found = next(text, from)) {
            kept.append(text, from, found).append("***");
            from = found + longest(text, found);
        }
        return kept.append(text, from, text.length()).toString();
    }

    private int next(String text, int from) {
        return secrets.stream()
                .mapToInt(secret -> text.indexOf(beginning(secret), from))
                .filter(found -> found >= 0)
                .min()
                .orElse(-1);
    }

    private int longest(String text, int at) {
        return secrets.stream()
                .mapToInt(secret -> inCommon(secret, text, at))
                .filter(length -> length >= SHORTEST)
                .max()
                .orElseThrow();
    }

    private static int inCommon(String secret, String text, int at) {
        int length = 0;
        while (length < secret.length()
                && at + length < text.length()
                && secret.charAt(length) == text.charAt(at + length)) {
            length++;
        }
        return length;
    }

    private static String beginning(String secret) {
        return secret.substring(0, Math.min(BEGINNING, secret.length()));
    }
}
