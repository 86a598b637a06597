package dev.silversmith.core.plan;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The refusals of the selection language, and the nearest name that they offer. */
final class SelectionProblems {

    private SelectionProblems() {}

    /** A refusal of one expression; the field ({@code select} or {@code exclude}) begins its message. */
    static ProblemException invalid(String field, String detail) {
        return refusal(Problem.INVALID_SELECTION, List.of(Violation.at(detail, field)));
    }

    static ProblemException refusal(Problem problem, List<Violation> violations) {
        Violation first = violations.get(0);
        String others = violations.size() == 1 ? "" : " (and %d more)".formatted(violations.size() - 1);
        return new ProblemException(
                problem, "%s: %s%s".formatted(first.pointer().substring(1), first.detail(), others), violations);
    }

    /** The name with the smallest edit distance, the first of several. */
    static Optional<String> nearest(String wanted, Collection<String> names) {
        return names.stream().min(Comparator.comparingInt(name -> editDistance(wanted, name)));
    }

    /** The fewest insertions, removals and replacements of a character that turn one text into the other (Levenshtein). */
    static int editDistance(String from, String to) {
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
