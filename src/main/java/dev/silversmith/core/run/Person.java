package dev.silversmith.core.run;

import java.text.Normalizer;
import java.util.Locale;

/**
 * Who is who: one person whatever the case, the blanks around it or the Unicode form in which the name was given.
 *
 * <p>The database holds full runs and resets of watermarks to the same rule, with its own functions.
 */
public final class Person {

    private Person() {}

    /**
     * Whether two names of users mean one person; a name of nothing but blanks means nobody, and so nobody's equal.
     *
     * @param one not null
     * @param other not null
     */
    public static boolean same(String one, String other) {
        return canonical(one).equals(canonical(other));
    }

    /** Whether the name says nothing. */
    public static boolean isNobody(String name) {
        return canonical(name).isEmpty();
    }

    private static String canonical(String name) {
        // Normalised once more after the case: lower case may bring out forms that NFKC writes in another way.
        String folded = Normalizer.normalize(name, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded, Normalizer.Form.NFKC).strip();
    }
}
