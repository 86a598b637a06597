package dev.silversmith.core.shared;

import java.text.Normalizer;

/** Why somebody wants what a second person may have to agree to. The database counts alike. */
public final class Reason {

    /** Fewest characters. */
    public static final int SHORTEST = 10;

    /** Most characters. */
    public static final int LONGEST = 4000;

    private Reason() {}

    /** Whether a text says enough: blanks around it, and different ways to write one letter, do not count. */
    public static boolean suffices(String text) {
        String said = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .replaceAll("^[ \\t\\n\\x0B\\f\\r]+|[ \\t\\n\\x0B\\f\\r]+$", "");
        return said.codePointCount(0, said.length()) >= SHORTEST;
    }
}
