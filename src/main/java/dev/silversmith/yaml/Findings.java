package dev.silversmith.yaml;

import dev.silversmith.app.port.CatalogFile.Mistake;
import dev.silversmith.app.port.FilePlace;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.ArrayList;
import java.util.List;

/** The mistakes of one file, in the order in which they were found. */
final class Findings {

    /** A file that has so many is not mended by reading on, and a hostile one must not fill the memory with them. */
    static final int MOST = 10_000;

    private final List<Mistake> found = new ArrayList<>();

    void add(FilePlace place, String detail) {
        if (found.size() < MOST) {
            found.add(new Mistake(place, detail));
        }
    }

    int count() {
        return found.size();
    }

    /** Those that were found after so many. */
    List<Mistake> since(int count) {
        return List.copyOf(found.subList(count, found.size()));
    }

    List<Mistake> mistakes() {
        return List.copyOf(found);
    }

    /** What is said of a file that has no content to look at; there is at least one mistake. */
    ProblemException refusal() {
        Mistake first = found.get(0);
        return new ProblemException(
                Problem.INVALID_CATALOG,
                first.place() + ": " + first.detail(),
                found.stream()
                        .map(mistake -> new Violation(mistake.place().toString(), mistake.detail()))
                        .toList());
    }
}
