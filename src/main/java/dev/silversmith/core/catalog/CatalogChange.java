package dev.silversmith.core.catalog;

import dev.silversmith.core.catalog.CatalogDiff.Change;
import dev.silversmith.core.catalog.CatalogDiff.Part;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What happens to one entry of the catalog.
 *
 * @param type {@code procedure}, {@code group} or {@code refresh_target}
 * @param name the entry's name
 * @param before the changed fields in the words of the catalog file, as they were; all of them for an entry that goes; empty for a new one
 * @param after the same as they are now; empty for an entry that goes
 */
public record CatalogChange(String type, String name, Map<String, String> before, Map<String, String> after) {

    public CatalogChange {
        before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
        after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
    }

    /**
     * The changes of a catalog one by one: procedures, groups, refresh targets.
     *
     * @param diff the difference of the two
     * @param registered what was registered of procedures until now
     * @param registering what is registered with the new catalog
     */
    public static List<CatalogChange> of(
            CatalogDiff diff,
            Catalog before,
            Catalog after,
            Map<QualifiedName, Registration> registered,
            Map<QualifiedName, Registration> registering) {
        List<CatalogChange> changes = new ArrayList<>();
        add(
                changes,
                "procedure",
                diff.procedures(),
                name -> CatalogFields.of(before.procedures().get(name), registration(registered, name)),
                name -> CatalogFields.of(after.procedures().get(name), registration(registering, name)));
        add(
                changes,
                "group",
                diff.groups(),
                name -> CatalogFields.of(before.groups().get(name)),
                name -> CatalogFields.of(after.groups().get(name)));
        add(
                changes,
                "refresh_target",
                diff.refreshTargets(),
                name -> CatalogFields.of(before.refreshTargets().get(name)),
                name -> CatalogFields.of(after.refreshTargets().get(name)));
        return changes;
    }

    private static Optional<Registration> registration(
            Map<QualifiedName, Registration> registrations, QualifiedName name) {
        return Optional.ofNullable(registrations.get(name));
    }

    private static <K> void add(
            List<CatalogChange> changes,
            String type,
            Part<K> part,
            Function<K, Map<String, String>> before,
            Function<K, Map<String, String>> after) {
        part.added().forEach(key -> changes.add(new CatalogChange(type, key.toString(), Map.of(), after.apply(key))));
        part.changed().forEach((key, fields) -> changes.add(changed(type, key.toString(), fields)));
        part.removed()
                .forEach(key -> changes.add(new CatalogChange(type, key.toString(), before.apply(key), Map.of())));
    }

    private static CatalogChange changed(String type, String name, List<Change> fields) {
        Map<String, String> before = new LinkedHashMap<>();
        Map<String, String> after = new LinkedHashMap<>();
        for (Change field : fields) {
            field.before().ifPresent(text -> before.put(field.field(), text));
            field.after().ifPresent(text -> after.put(field.field(), text));
        }
        return new CatalogChange(type, name, before, after);
    }
}
