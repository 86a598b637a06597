package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A catalog file that was read.
 *
 * @param catalog what it declares, with defaults where there is a mistake
 * @param mistakes what is wrong with the file as a file
 * @param doubts what cannot be judged because of the mistakes
 * @param places where things stand
 */
public record CatalogFile(Catalog catalog, List<Mistake> mistakes, CatalogDoubts doubts, Places places) {

    public CatalogFile {
        mistakes = List.copyOf(mistakes);
    }

    /** One mistake and where it is. */
    public record Mistake(FilePlace place, String detail) {

        Violation violation() {
            return new Violation(place.toString(), detail);
        }
    }

    /** Finds what the rules of a catalog name by a JSON pointer. */
    public interface Places {

        /** The key that a pointer leads to, or else the nearest one above it; empty if the file has nothing of the kind. */
        Optional<FilePlace> of(String pointer);
    }

    /**
     * A refusal of the file with its mistakes and the violations of rules, the first of them in the message.
     *
     * @throws IllegalArgumentException if there is neither
     */
    public ProblemException refusal(Problem problem, List<Violation> violations) {
        List<Violation> all = together(violations);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("nothing is wrong with this file");
        }
        String others = all.size() == 1 ? "" : " (and %d more)".formatted(all.size() - 1);
        Violation first = all.get(0);
        return new ProblemException(problem, first.pointer() + ": " + first.detail() + others, all);
    }

    /** The mistakes of the file and the violations of rules, each at its place, in the order of the lines; what has no place comes last. */
    private List<Violation> together(List<Violation> violations) {
        record Located(int line, Violation violation) {}
        Stream<Located> found = violations.stream()
                .filter(violation -> !doubts.concern(violation))
                .map(violation -> places.of(violation.pointer())
                        .map(place -> new Located(place.line(), new Violation(place.toString(), violation.detail())))
                        .orElse(new Located(Integer.MAX_VALUE, violation)));
        return Stream.concat(
                        mistakes.stream().map(mistake -> new Located(mistake.place.line(), mistake.violation())), found)
                .sorted(Comparator.comparingInt(Located::line))
                .map(Located::violation)
                .distinct()
                .toList();
    }
}
