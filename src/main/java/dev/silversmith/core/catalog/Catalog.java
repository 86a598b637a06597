package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.QualifiedName;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A consistent snapshot of everything that was declared: procedures by name and groups by name, both in C collation.
 *
 * <p>Whether it makes sense (no cycle, no dangling dependency, no fact before a dimension) is {@code CatalogRules}'s question.
 */
public record Catalog(SortedMap<QualifiedName, Procedure> procedures, SortedMap<String, Group> groups) {

    public static final Catalog EMPTY = new Catalog(new TreeMap<>(), new TreeMap<>());

    public Catalog {
        procedures = Collections.unmodifiableSortedMap(new TreeMap<>(procedures));
        groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
    }

    public static Catalog of(Collection<Procedure> procedures, Collection<Group> groups) {
        SortedMap<QualifiedName, Procedure> byName = new TreeMap<>();
        procedures.forEach(procedure -> byName.put(procedure.name(), procedure));
        SortedMap<String, Group> groupsByName = new TreeMap<>();
        groups.forEach(group -> groupsByName.put(group.name(), group));
        return new Catalog(byName, groupsByName);
    }

    public Optional<Procedure> procedure(QualifiedName name) {
        return Optional.ofNullable(procedures.get(name));
    }
}
