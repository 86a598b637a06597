package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a request takes and what it leaves out, for whoever looks at a plan before it runs.
 *
 * @param taken the procedures of the run with the reason for each
 * @param leftOut what the selection finds and the exclusion takes away: whether the exclusion names it outright, by a term of its own
 */
public record Chosen(SortedMap<QualifiedName, Why> taken, SortedMap<QualifiedName, Boolean> leftOut) {

    public Chosen {
        taken = Collections.unmodifiableSortedMap(new TreeMap<>(taken));
        leftOut = Collections.unmodifiableSortedMap(new TreeMap<>(leftOut));
    }

    /** Of two expressions; unlike a plan, it may take nothing. */
    public static Chosen of(Catalog catalog, String select, String exclude) {
        SelectionIndex index = new SelectionIndex(catalog);
        SortedMap<QualifiedName, Why> wanted = Selection.parse("select", select).reasons(index);
        Selection unwanted = Selection.parse("exclude", exclude);
        SortedMap<QualifiedName, Boolean> leftOut = new TreeMap<>();
        if (!unwanted.isBlank()) {
            Set<QualifiedName> outright = unwanted.outright(index);
            unwanted.reasons(index).keySet().stream()
                    .filter(name -> wanted.containsKey(name))
                    .forEach(name -> leftOut.put(name, outright.contains(name)));
            wanted.keySet().removeAll(leftOut.keySet());
        }
        return new Chosen(wanted, leftOut);
    }

    /** Of each procedure that is taken the parents that are left out: it will read what they have made before. */
    public Map<QualifiedName, List<QualifiedName>> withoutParents(Catalog catalog) {
        SortedMap<QualifiedName, List<QualifiedName>> orphans = new TreeMap<>();
        for (QualifiedName name : taken.keySet()) {
            List<QualifiedName> parents =
                    new ArrayList<>(catalog.procedures().get(name).dependsOn());
            parents.removeIf(parent -> !leftOut.containsKey(parent));
            if (!parents.isEmpty()) {
                orphans.put(name, List.copyOf(parents));
            }
        }
        return orphans;
    }
}
