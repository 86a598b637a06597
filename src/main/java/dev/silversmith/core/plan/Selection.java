package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.shared.Mark;
import dev.silversmith.core.shared.NearestName;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An expression of the selection language: which procedures a run takes.
 *
 * <p>Terms with spaces between them are a union, with a comma (and no space) between them an intersection. A term is a name
 * ({@code silver.load_x}), a pattern ({@code silver.load_*}), or {@code proc:}, {@code tag:}, {@code group:}, {@code kind:},
 * {@code schema:} and a value, which may be a pattern too. {@code +x} takes ancestors with it, {@code x+} descendants, {@code 2+x} and
 * {@code x+1} only so many generations. Quotes make a character itself. Procedure, schema and kind fold to lower case outside quotes; tags
 * and groups match as written. Patterns match {@code schema.name} without quotes.
 *
 * <p>Disabled procedures are left out wherever they are not named outright, and refused where they are.
 */
public final class Selection {

    /** Each may look at the whole catalog; names written out cost nothing. */
    private static final int MOST_COSTLY = 200;

    private final String field;
    private final List<List<SelectionTerm>> union;

    private Selection(String field, List<List<SelectionTerm>> union) {
        this.field = field;
        this.union = union;
    }

    /**
     * What a request takes: the procedures of one expression without those of another.
     *
     * @param select a blank expression means every enabled procedure
     * @param exclude a blank expression means none
     * @throws ProblemException {@link Problem#INVALID_SELECTION} or {@link Problem#NOT_BUILT_YET}; also if nothing is left
     */
    public static SortedSet<QualifiedName> of(Catalog catalog, String select, String exclude) {
        SelectionIndex index = new SelectionIndex(catalog);
        Selection wanted = parse("select", select);
        Selection unwanted = parse("exclude", exclude);
        SortedSet<QualifiedName> selected = wanted.isBlank() ? index.enabled() : wanted.resolve(index);
        if (selected.isEmpty()) {
            throw SelectionProblems.invalid("select", "the catalog has no enabled procedure");
        }
        selected.removeAll(unwanted.resolve(index));
        if (selected.isEmpty()) {
            throw SelectionProblems.invalid("exclude", "nothing is left of the selection");
        }
        return selected;
    }

    /**
     * Reads an expression without looking at any catalog.
     *
     * @param field where it stands in the request, for messages: {@code select} or {@code exclude}
     * @throws ProblemException {@link Problem#INVALID_SELECTION} with the position, or {@link Problem#NOT_BUILT_YET} for a method that
     *     comes later
     */
    public static Selection parse(String field, String expression) {
        List<List<SelectionTerm>> union = QuotedText.of(field, expression).split(Character::isWhitespace).stream()
                .filter(text -> text.length() > 0)
                .map(text -> distinct(
                        text.split(found -> found == ',').stream().map(SelectionTerm::parse), SelectionTerm::key))
                .toList();
        List<List<SelectionTerm>> different = distinct(
                union.stream(), terms -> terms.stream().map(SelectionTerm::key).collect(Collectors.joining(",")));
        refuseTooCostly(field, different);
        return new Selection(field, different);
    }

    /** What is there twice finds nothing more; the first one stays. */
    private static <T> List<T> distinct(Stream<T> terms, Function<T, String> key) {
        Set<String> known = new HashSet<>();
        return terms.filter(term -> known.add(key.apply(term))).toList();
    }

    private static void refuseTooCostly(String field, List<List<SelectionTerm>> union) {
        List<SelectionTerm> costly = union.stream()
                .flatMap(List::stream)
                .filter(SelectionTerm::isCostly)
                .toList();
        if (costly.size() > MOST_COSTLY) {
            throw SelectionProblems.invalid(
                    field,
                    "%d terms have a * or a +, and at most %d may; write names out, or take tags or groups (position %d)"
                            .formatted(
                                    costly.size(),
                                    MOST_COSTLY,
                                    costly.get(MOST_COSTLY).source().position()),
                    costly.get(MOST_COSTLY).source().mark());
        }
    }

    public boolean isBlank() {
        return union.isEmpty();
    }

    /**
     * The enabled procedures that this expression finds in a catalog; none for a blank expression.
     *
     * @throws ProblemException {@link Problem#INVALID_SELECTION} with every term that finds nothing
     */
    public SortedSet<QualifiedName> in(Catalog catalog) {
        return resolve(new SelectionIndex(catalog));
    }

    private SortedSet<QualifiedName> resolve(SelectionIndex index) {
        List<Violation> violations = new ArrayList<>();
        SortedSet<QualifiedName> selected = new TreeSet<>();
        for (List<SelectionTerm> terms : union) {
            selected.addAll(intersection(index, terms, violations));
        }
        if (!violations.isEmpty()) {
            throw SelectionProblems.refusal(Problem.INVALID_SELECTION, violations);
        }
        return selected;
    }

    /** As {@link #in}, with the reason why each is taken; a blank expression takes every enabled procedure. */
    SortedMap<QualifiedName, Why> reasons(SelectionIndex index) {
        SortedMap<QualifiedName, Why> reasons = new TreeMap<>();
        if (isBlank()) {
            index.enabled().forEach(name -> reasons.put(name, new Why(Why.Kind.EVERY, "")));
        }
        resolve(index);
        union.forEach(terms -> reasons(index, terms, reasons));
        return reasons;
    }

    private void reasons(SelectionIndex index, List<SelectionTerm> terms, SortedMap<QualifiedName, Why> reasons) {
        String words = terms.stream().map(SelectionTerm::words).collect(Collectors.joining(","));
        SelectionTerm first = terms.get(0);
        Set<QualifiedName> common = intersection(index, terms, new ArrayList<>());
        Set<QualifiedName> matched = terms.size() > 1 ? common : index.enabled(index.found(first));
        Set<QualifiedName> upstream = index.upstream(matched, first);
        for (QualifiedName name : common) {
            Why.Kind kind = matched.contains(name)
                    ? Why.Kind.MATCHED
                    : upstream.contains(name) ? Why.Kind.UPSTREAM : Why.Kind.DOWNSTREAM;
            reasons.merge(name, new Why(kind, words), Why::stronger);
        }
    }

    /** The procedures that the expression names outright, each by a term of its own. */
    Set<QualifiedName> outright(SelectionIndex index) {
        Set<QualifiedName> named = new HashSet<>();
        union.stream()
                .filter(terms -> terms.size() == 1 && terms.get(0).isOneName())
                .forEach(terms -> named.addAll(index.found(terms.get(0))));
        return named;
    }

    private Set<QualifiedName> intersection(
            SelectionIndex index, List<SelectionTerm> terms, List<Violation> violations) {
        int before = violations.size();
        SortedSet<QualifiedName> common = term(index, terms.get(0), violations);
        for (SelectionTerm term : terms.subList(1, terms.size())) {
            common.retainAll(term(index, term, violations));
        }
        if (common.isEmpty() && violations.size() == before) {
            String whole = terms.stream().map(term -> term.source().text()).collect(Collectors.joining(","));
            int start = terms.get(0).source().start();
            int end = terms.get(terms.size() - 1).source().end();
            violations.add(Violation.at(
                            "the term '%s' at position %d matches nothing: no procedure is in all its parts"
                                    .formatted(whole, terms.get(0).source().position()),
                            field)
                    .marked(Mark.of(start, end - start)));
        }
        return common;
    }

    private SortedSet<QualifiedName> term(SelectionIndex index, SelectionTerm term, List<Violation> violations) {
        SortedSet<QualifiedName> found = index.found(term);
        SortedSet<QualifiedName> enabled = index.enabled(found);
        boolean outright = term.method() == SelectionMethod.PROC && !term.isPattern();
        if (enabled.isEmpty() || (outright && enabled.size() < found.size())) {
            boolean advised = violations.size() < NearestName.MOST_ANSWERS;
            Mark part = found.isEmpty()
                    ? index.missing(term, advised)
                    : term.source().mark();
            violations.add(
                    Violation.at(fault(index, term, found, advised), field).marked(part));
            return enabled;
        }
        return index.enabled(index.expanded(enabled, term));
    }

    private static String fault(SelectionIndex index, SelectionTerm term, Set<QualifiedName> found, boolean advised) {
        String where = "the term '%s' at position %d "
                .formatted(term.source().text(), term.source().position());
        if (!found.isEmpty()) {
            boolean outright = term.method() == SelectionMethod.PROC && !term.isPattern();
            return where + (outright ? "names a disabled procedure" : "matches only disabled procedures");
        }
        return where + "matches nothing" + (advised ? "; " + index.advice(term) : "");
    }
}
