package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.Identifiers;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * What turns one catalog into another, shown before it is applied.
 *
 * @param procedures what happens to procedures
 * @param groups what happens to groups
 * @param refreshTargets what happens to refresh targets
 */
public record CatalogDiff(Part<QualifiedName> procedures, Part<String> groups, Part<QualifiedName> refreshTargets) {

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
        return between(before, after, Map.of(), Map.of());
    }

    /**
     * The difference of two catalogs and of what is registered of their procedures.
     *
     * @param registered what was registered of procedures until now
     * @param registering what is registered with the new catalog
     */
    public static CatalogDiff between(
            Catalog before,
            Catalog after,
            Map<QualifiedName, Registration> registered,
            Map<QualifiedName, Registration> registering) {
        SortedMap<QualifiedName, Entry> procedures = entries(before, registered);
        return new CatalogDiff(
                part(Comparator.naturalOrder(), procedures, entries(after, registering), Entry::changes),
                part(
                        Identifiers::compare,
                        before.groups(),
                        after.groups(),
                        (old, now) -> CatalogFields.changes(CatalogFields.of(old), CatalogFields.of(now))),
                part(
                        Comparator.naturalOrder(),
                        before.refreshTargets(),
                        after.refreshTargets(),
                        (old, now) -> CatalogFields.changes(CatalogFields.of(old), CatalogFields.of(now))));
    }

    /** A procedure with what is registered of it, if anything is. */
    private record Entry(Procedure procedure, Optional<Registration> registration) {

        static List<Change> changes(Entry before, Entry after) {
            List<Change> changes = CatalogFields.changes(
                    CatalogFields.of(before.procedure, before.registration),
                    CatalogFields.of(after.procedure, after.registration));
            return changes.isEmpty()
                    ? List.of(CatalogFields.orderOfParameters(before.procedure, after.procedure))
                    : changes;
        }
    }

    private static SortedMap<QualifiedName, Entry> entries(
            Catalog catalog, Map<QualifiedName, Registration> registrations) {
        SortedMap<QualifiedName, Entry> entries = new TreeMap<>();
        catalog.procedures()
                .forEach((name, procedure) ->
                        entries.put(name, new Entry(procedure, Optional.ofNullable(registrations.get(name)))));
        return entries;
    }

    /** Whether both catalogs are the same. */
    public boolean isEmpty() {
        return procedures.isEmpty() && groups.isEmpty() && refreshTargets.isEmpty();
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
}
