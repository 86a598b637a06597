package dev.silversmith.core.run;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Who is who: one person whatever the case, the blanks around it, the Unicode form in which the name was given, or what in it cannot be seen.
 *
 * <p>The database holds full runs and resets of watermarks to the same rule, with its own functions.
 */
public final class Person {

    /** Directories leave them out when they compare names. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f"
                    + "\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0]");

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
        String seen = INVISIBLE
                .matcher(Normalizer.normalize(name, Normalizer.Form.NFKC))
                .replaceAll("")
                .strip();
        // Upper case first: a dotless i, a final sigma and a sharp s are other letters only in lower case.
        String folded = seen.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT).replace("i\u0307", "i");
        // Normalised once more after the case: it may bring out forms that NFKC writes in another way.
        return Normalizer.normalize(folded, Normalizer.Form.NFKC).strip();
    }
}
