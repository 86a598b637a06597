package dev.silversmith.yaml;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The mistakes of one file. */
final class Findings {

    private final List<Finding> found = new ArrayList<>();

    void add(Place place, String detail) {
        found.add(new Finding(place, detail));
    }

    /**
     * Ends the reading.
     *
     * @throws ProblemException {@link Problem#INVALID_CATALOG} with every mistake in the order of the lines, if there is one
     */
    void refuseIfAny() {
        if (!found.isEmpty()) {
            throw refusal();
        }
    }

    private ProblemException refusal() {
        List<Violation> violations = found.stream()
                .sorted(Comparator.comparingInt((Finding finding) -> finding.place.line()))
                .map(finding -> new Violation(finding.place.toString(), finding.detail))
                .toList();
        Violation first = violations.get(0);
        String others = violations.size() == 1 ? "" : " (and %d more)".formatted(violations.size() - 1);
        return new ProblemException(
                Problem.INVALID_CATALOG, first.pointer() + ": " + first.detail() + others, violations);
    }

    private record Finding(Place place, String detail) {}
}
