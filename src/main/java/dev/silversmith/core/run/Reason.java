package dev.silversmith.core.run;

import java.text.Normalizer;

/** Why somebody wants what a second person has to agree to, or does not agree. */
public final class Reason {

    /** Fewest characters, without blanks at the ends; the database has the same rule. */
    public static final int SHORTEST = 10;

    /** Most characters. */
    public static final int LONGEST = 10_000;

    private Reason() {}

    /** Whether a text says enough; however many characters it would have in another Unicode form. */
    public static boolean isEnough(String text) {
        return length(text) >= SHORTEST && length(Normalizer.normalize(text, Normalizer.Form.NFKC)) >= SHORTEST;
    }

    private static int length(String text) {
        String stripped = text.strip();
        return stripped.codePointCount(0, stripped.length());
    }
}
