package dev.silversmith.core.plan;

import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Writes an exclusion as somebody ticks and unticks procedures; what they have written themselves stays as it is. */
public final class Exclusion {

    private static final String FIELD = "exclude";

    private Exclusion() {}

    /**
     * The exclusion after some procedures were unticked and others ticked again.
     *
     * @param exclude as it was; one that cannot be read only grows
     * @param unticked procedures that shall be left out
     * @param ticked procedures that shall be taken; only a term that names one of them, and nothing else, goes
     */
    public static String changed(String exclude, Collection<QualifiedName> unticked, Collection<QualifiedName> ticked) {
        Set<QualifiedName> missing = new TreeSet<>(unticked);
        List<String> terms = new ArrayList<>();
        for (String term : terms(exclude)) {
            Optional<QualifiedName> name = name(term);
            name.ifPresent(missing::remove);
            if (name.filter(ticked::contains).isEmpty()) {
                terms.add(term);
            }
        }
        missing.forEach(name -> terms.add(name.toString()));
        return String.join(" ", terms);
    }

    /** The names in a text of names with spaces between them; what is no name is left out. */
    public static Set<QualifiedName> names(String text) {
        Set<QualifiedName> names = new LinkedHashSet<>();
        terms(text).forEach(term -> name(term).ifPresent(names::add));
        return names;
    }

    /** The terms as they are written, or the whole text if its quotes cannot be read. */
    private static List<String> terms(String text) {
        try {
            return QuotedText.of(FIELD, text).split(Character::isWhitespace).stream()
                    .filter(piece -> piece.length() > 0)
                    .map(piece -> text.substring(piece.start(), piece.end()))
                    .toList();
        } catch (ProblemException unreadable) {
            return List.of(text.strip());
        }
    }

    private static Optional<QualifiedName> name(String term) {
        try {
            boolean alone = SelectionTerm.parse(QuotedText.of(FIELD, term)).isOneName();
            String text = term.toLowerCase(Locale.ROOT).startsWith("proc:") ? term.substring(5) : term;
            return alone ? Optional.of(QualifiedName.parse(text)) : Optional.empty();
        } catch (ProblemException | IllegalArgumentException noName) {
            return Optional.empty();
        }
    }
}
