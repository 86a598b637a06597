package dev.silversmith.core.plan;

import dev.silversmith.core.shared.Mark;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.List;

/** The refusals of the selection language. */
final class SelectionProblems {

    private SelectionProblems() {}

    /** A refusal of one expression; the field ({@code select} or {@code exclude}) begins its message. */
    static ProblemException invalid(String field, String detail) {
        return refusal(Problem.INVALID_SELECTION, List.of(Violation.at(detail, field)));
    }

    /** The same, of a part of the expression. */
    static ProblemException invalid(String field, String detail, Mark part) {
        return refusal(
                Problem.INVALID_SELECTION, List.of(Violation.at(detail, field).marked(part)));
    }

    static ProblemException refusal(Problem problem, List<Violation> violations) {
        Violation first = violations.get(0);
        String others = violations.size() == 1 ? "" : " (and %d more)".formatted(violations.size() - 1);
        return new ProblemException(
                problem, "%s: %s%s".formatted(first.pointer().substring(1), first.detail(), others), violations);
    }
}
