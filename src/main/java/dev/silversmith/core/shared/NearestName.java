package dev.silversmith.core.shared;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody may have meant. */
public final class NearestName {

    /** To look for what somebody may have meant takes time; after so many answers nobody reads them. */
    public static final int MOST_ANSWERS = 20;

    /** No name is longer; what somebody has written may be as long as he likes, and the beginning says enough. */
    private static final int LONGEST = 300;

    private NearestName() {}

    /** The name with the smallest edit distance, the first of several; empty if there are no names. */
    public static Optional<String> of(String wanted, Collection<String> names) {
        String beginning = wanted.length() <= LONGEST ? wanted : wanted.substring(0, LONGEST);
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String name : names) {
            // The difference of the lengths is the least that it can be.
            if (Math.abs(beginning.length() - name.length()) < least) {
                int distance = editDistance(beginning, name);
                if (distance < least) {
                    nearest = name;
                    least = distance;
                }
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** As {@link #of}, but only a name that is so near that it may be a slip: at most a quarter of its characters differ. */
    public static Optional<String> slip(String wanted, Collection<String> names) {
        return wanted.length() > LONGEST
                ? Optional.empty()
                : of(wanted, names)
                        .filter(name -> editDistance(wanted, name) <= Math.max(wanted.length(), name.length()) / 4);
    }

    /** The words that offer a slip's correction, to be put behind a sentence; empty if there is none. */
    public static String didYouMean(String wanted, Collection<String> names) {
        return slip(wanted, names).map("; did you mean %s?"::formatted).orElse("");
    }

    /**
     * The fewest insertions, removals, replacements and swaps of neighbouring characters that turn one text into the other, none of them
     * touched twice (Damerau and Levenshtein's distance, as optimal string alignment).
     */
    public static int editDistance(String from, String to) {
        int[][] distance = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                distance[i][j] = i == 0 || j == 0 ? i + j : cheapest(distance, from, to, i, j);
            }
        }
        return distance[from.length()][to.length()];
    }

    private static int cheapest(int[][] distance, String from, String to, int i, int j) {
        char last = from.charAt(i - 1);
        char wanted = to.charAt(j - 1);
        int least = distance[i - 1][j - 1] + (last == wanted ? 0 : 1);
        least = Math.min(least, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && last == to.charAt(j - 2) && wanted == from.charAt(i - 2);
        return swapped ? Math.min(least, distance[i - 2][j - 2] + 1) : least;
    }
}
