package dev.silversmith.app;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a file makes of the stored catalog. */
final class CatalogMerge {

    private CatalogMerge() {}

    /** What is declared replaces what is stored under the same name; everything else stays. */
    static Catalog merged(Catalog stored, Catalog declared) {
        SortedMap<QualifiedName, Procedure> procedures = new TreeMap<>(stored.procedures());
        procedures.putAll(declared.procedures());
        SortedMap<String, Group> groups = new TreeMap<>(stored.groups());
        groups.putAll(declared.groups());
        SortedMap<QualifiedName, RefreshTarget> targets = new TreeMap<>(stored.refreshTargets());
        targets.putAll(declared.refreshTargets());
        return new Catalog(procedures, groups, targets).withLinkedTargets();
    }

    /**
     * Only what is declared stays. What has a history cannot go without it: it is disabled, and waits for nothing that has gone.
     *
     * @param procedures those with a history
     * @param targets the refresh targets with one
     */
    static Catalog pruned(Catalog stored, Catalog declared, Set<QualifiedName> procedures, Set<QualifiedName> targets) {
        Catalog whole = declared.withLinkedTargets();
        SortedMap<QualifiedName, Procedure> staying = new TreeMap<>(whole.procedures());
        stored.procedures().forEach((name, procedure) -> {
            if (procedures.contains(name)) {
                staying.putIfAbsent(name, procedure);
            }
        });
        SortedMap<QualifiedName, RefreshTarget> views = new TreeMap<>(whole.refreshTargets());
        stored.refreshTargets().forEach((view, target) -> {
            if (targets.contains(view)) {
                views.putIfAbsent(view, target.disabled());
            }
        });
        staying.replaceAll((name, procedure) ->
                whole.procedures().containsKey(name) ? procedure : retired(procedure, staying, views));
        return new Catalog(staying, whole.groups(), views);
    }

    private static Procedure retired(
            Procedure procedure, Map<QualifiedName, Procedure> staying, Map<QualifiedName, RefreshTarget> views) {
        return procedure.retired(parent -> staying.containsKey(parent), view -> views.containsKey(view));
    }
}
