package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.Identifiers;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * What turns one catalog into another, shown before it is applied and kept in the audit trail.
 *
 * @param procedures what happens to procedures
 * @param groups what happens to groups
 */
public record CatalogDiff(Part<QualifiedName> procedures, Part<String> groups) {

    /**
     * The difference in one kind of entry; every list in C collation.
     *
     * @param <K> the entries' names
     * @param added entries only the new catalog has
     * @param changed entries both have, with at least one change each
     * @param removed entries only the old catalog has
     * @param unchanged how many are the same in both
     */
    public record Part<K>(List<K> added, SortedMap<K, List<Change>> changed, List<K> removed, int unchanged) {

        public Part {
            added = List.copyOf(added);
            changed = Collections.unmodifiableSortedMap(new TreeMap<>(changed));
            removed = List.copyOf(removed);
        }

        public boolean isEmpty() {
            return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
        }
    }

    /**
     * One changed field.
     *
     * @param field its name in the catalog file, for example {@code kind} or {@code parameters.p_region}
     * @param before its text in the old catalog; empty if it was not there
     * @param after its text in the new catalog; empty if it is not there
     */
    public record Change(String field, Optional<String> before, Optional<String> after) {}

    public static CatalogDiff between(Catalog before, Catalog after) {
        return new CatalogDiff(
                part(Comparator.naturalOrder(), before.procedures(), after.procedures(), ProcedureChanges::between),
                part(Identifiers::compare, before.groups(), after.groups(), CatalogDiff::groupChanges));
    }

    /** Whether both catalogs are the same. */
    public boolean isEmpty() {
        return procedures.isEmpty() && groups.isEmpty();
    }

    private static <K, V> Part<K> part(
            Comparator<K> order,
            SortedMap<K, V> before,
            SortedMap<K, V> after,
            BiFunction<V, V, List<Change>> changes) {
        SortedMap<K, List<Change>> changed = new TreeMap<>(order);
        int unchanged = 0;
        for (K key : before.keySet()) {
            if (before.get(key).equals(after.get(key))) {
                unchanged++;
            } else if (after.containsKey(key)) {
                changed.put(key, changes.apply(before.get(key), after.get(key)));
            }
        }
        return new Part<>(onlyIn(after, before), changed, onlyIn(before, after), unchanged);
    }

    private static <K, V> List<K> onlyIn(SortedMap<K, V> one, SortedMap<K, V> other) {
        return one.keySet().stream().filter(key -> !other.containsKey(key)).toList();
    }

    private static List<Change> groupChanges(Group before, Group after) {
        List<Change> changes = new ArrayList<>();
        addIfChanged(changes, "sequence", Integer.toString(before.sequence()), Integer.toString(after.sequence()));
        addIfChanged(
                changes, "members", before.members().toString(), after.members().toString());
        return changes;
    }

    static void addIfChanged(List<Change> changes, String field, String before, String after) {
        addIfChanged(changes, field, Optional.of(before), Optional.of(after));
    }

    static void addIfChanged(List<Change> changes, String field, Optional<String> before, Optional<String> after) {
        if (!before.equals(after)) {
            changes.add(new Change(field, before, after));
        }
    }
}
