package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.shared.Identifiers;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Terms that somebody may go on to write, once they have begun one. */
public final class Suggestions {

    private Suggestions() {}

    /**
     * Terms of enabled procedures and their labels that have the beginning in them: first those that begin with it, then by name.
     *
     * @param begun what is written of the term, without its leading depth
     * @param most how many at most
     */
    public static List<String> of(Catalog catalog, String begun, int most) {
        String wanted = begun.replace("\"", "").toLowerCase(Locale.ROOT);
        TreeSet<String> terms = new TreeSet<>(Identifiers::compare);
        List<Procedure> enabled = catalog.procedures().values().stream()
                .filter(Procedure::enabled)
                .toList();
        Stream.concat(
                        enabled.stream().flatMap(procedure -> labels(procedure)),
                        catalog.groups().keySet().stream().map(name -> term(SelectionMethod.GROUP, name)))
                .filter(term -> has(term, wanted))
                .forEach(terms::add);
        return terms.stream()
                .sorted(Comparator.comparing((String term) -> !plain(term).startsWith(wanted)))
                .limit(most)
                .toList();
    }

    private static Stream<String> labels(Procedure procedure) {
        return Stream.concat(
                Stream.of(
                        procedure.name().toString(),
                        term(SelectionMethod.SCHEMA, procedure.name().schema()),
                        term(SelectionMethod.KIND, procedure.kind().word())),
                procedure.tags().stream().map(tag -> term(SelectionMethod.TAG, tag)));
    }

    private static String term(SelectionMethod method, String label) {
        return method.word() + ":" + QuotedText.quoted(label, method.folds());
    }

    private static boolean has(String term, String wanted) {
        return plain(term).contains(wanted);
    }

    private static String plain(String term) {
        return term.replace("\"", "").toLowerCase(Locale.ROOT);
    }
}
