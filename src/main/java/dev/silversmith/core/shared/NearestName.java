package dev.silversmith.core.shared;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class NearestName {

    private NearestName() {}

    /** The name with the smallest edit distance, the first of several; empty if there are no names. */
    public static Optional<String> of(String wanted, Collection<String> names) {
        return names.stream().min(Comparator.comparingInt(name -> editDistance(wanted, name)));
    }

    /** As {@link #of}, but only a name that is so near that it may be a slip: at most a third of its characters differ. */
    public static Optional<String> slip(String wanted, Collection<String> names) {
        return of(wanted, names)
                .filter(name -> editDistance(wanted, name) <= Math.max(wanted.length(), name.length()) / 3);
    }

    /** The words that offer a slip's correction, to be put behind a sentence; empty if there is none. */
    public static String didYouMean(String wanted, Collection<String> names) {
        return slip(wanted, names).map("; did you mean %s?"::formatted).orElse("");
    }

    /** The fewest insertions, removals and replacements of a character that turn one text into the other (Levenshtein). */
    public static int editDistance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
            }
            above = row;
        }
        return above[to.length()];
    }
}
