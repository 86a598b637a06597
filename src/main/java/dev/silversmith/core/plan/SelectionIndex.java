package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.shared.Identifiers;
import dev.silversmith.core.shared.Mark;
import dev.silversmith.core.shared.NearestName;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A catalog as the selection language sees it: what each method finds. */
final class SelectionIndex {

    private final Catalog catalog;

    /** Null until a term takes ancestors or descendants: most do not, and it costs more than all the rest. */
    private DirectedGraph<QualifiedName> dependencies;

    private final Map<SelectionMethod, SortedMap<String, List<Procedure>>> byLabel =
            new EnumMap<>(SelectionMethod.class);

    SelectionIndex(Catalog catalog) {
        this.catalog = catalog;
    }

    /** The procedures behind each label of a method, in C collation; made when the method is first used. */
    private SortedMap<String, List<Procedure>> byLabel(SelectionMethod method) {
        return byLabel.computeIfAbsent(method, none -> {
            Map<QualifiedName, Group> groups = catalog.groupByMember();
            SortedMap<String, List<Procedure>> labelled = new TreeMap<>(Identifiers::compare);
            for (Procedure procedure : catalog.procedures().values()) {
                labels(method, procedure, groups)
                        .forEach(label -> labelled.computeIfAbsent(label, first -> new ArrayList<>())
                                .add(procedure));
            }
            return labelled;
        });
    }

    private static Collection<String> labels(
            SelectionMethod method, Procedure procedure, Map<QualifiedName, Group> groups) {
        QualifiedName name = procedure.name();
        return switch (method) {
            case PROC -> List.of(name.schema() + "." + name.name());
            case TAG -> procedure.tags();
            case GROUP -> groups.containsKey(name) ? List.of(groups.get(name).name()) : List.of();
            case KIND -> List.of(procedure.kind().word());
            case SCHEMA -> List.of(name.schema());
        };
    }

    SortedSet<QualifiedName> enabled() {
        return enabled(catalog.procedures().keySet());
    }

    SortedSet<QualifiedName> enabled(Collection<QualifiedName> names) {
        return names.stream()
                .filter(name -> catalog.procedures().get(name).enabled())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every procedure that a term finds before it takes ancestors and descendants, enabled or not. */
    SortedSet<QualifiedName> found(SelectionTerm term) {
        SortedMap<String, List<Procedure>> labelled = byLabel(term.method());
        SortedSet<QualifiedName> found = new TreeSet<>();
        if (term.isPattern()) {
            labelled.forEach((label, procedures) -> {
                if (term.value().matches(label)) {
                    procedures.forEach(procedure -> found.add(procedure.name()));
                }
            });
        } else {
            labelled.getOrDefault(term.value().text(), List.of()).stream()
                    .map(Procedure::name)
                    .filter(term::mayName)
                    .forEach(name -> found.add(name));
        }
        return found;
    }

    /** Adds ancestors and descendants; the way may lead through disabled procedures. */
    SortedSet<QualifiedName> expanded(Set<QualifiedName> names, SelectionTerm term) {
        if (term.up() == 0 && term.down() == 0) {
            return new TreeSet<>(names);
        }
        SortedSet<QualifiedName> all = dependencies().ancestors(names, term.up());
        all.addAll(dependencies().descendants(names, term.down()));
        return all;
    }

    /** The part of a term that finds nothing, with what to write instead. */
    Mark missing(SelectionTerm term, boolean advised) {
        Optional<String> nearest = advised ? nearest(term).map(name -> written(term, name)) : Optional.empty();
        return SelectionTerm.missing(
                term.value(), term.method().noun(), term.value().text(), nearest);
    }

    /** A procedure's text form is how the language writes it; a label needs quotes where a character of it is syntax. */
    private static String written(SelectionTerm term, String name) {
        return term.method() == SelectionMethod.PROC
                ? name
                : QuotedText.quoted(name, term.method().folds());
    }

    /** What to write instead of a term that finds nothing, for people. */
    String advice(SelectionTerm term) {
        String noun = term.method().noun();
        return nearest(term)
                .map(name -> "the nearest %s is '%s'".formatted(noun, name))
                .orElse("there is no %s to choose from".formatted(noun));
    }

    /** The nearest name of a term's method among enabled procedures. */
    private Optional<String> nearest(SelectionTerm term) {
        boolean procedures = term.method() == SelectionMethod.PROC;
        boolean withoutSchema = procedures && term.value().indexOf('.') < 0;
        SortedMap<String, String> names = new TreeMap<>(Identifiers::compare);
        byLabel(term.method()).forEach((label, labelled) -> labelled.stream()
                .filter(Procedure::enabled)
                .map(Procedure::name)
                .findFirst()
                .ifPresent(one ->
                        names.putIfAbsent(withoutSchema ? one.name() : label, procedures ? one.toString() : label)));
        return NearestName.of(term.value().text(), names.keySet()).map(key -> names.get(key));
    }

    /** Those of some names that a term reaches upstream; the others it reaches downstream. */
    Set<QualifiedName> upstream(Set<QualifiedName> matched, SelectionTerm term) {
        return term.up() == 0 ? Set.of() : dependencies().ancestors(matched, term.up());
    }

    private DirectedGraph<QualifiedName> dependencies() {
        if (dependencies == null) {
            dependencies = catalog.dependencies();
        }
        return dependencies;
    }
}
