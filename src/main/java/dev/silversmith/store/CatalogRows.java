package dev.silversmith.store;

import dev.silversmith.app.port.WatermarkView;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.Registration;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/**
 * All rows of the catalog, read with one query a table.
 *
 * @param members by their sequence
 * @param parameters by their ordinal
 * @param watermarks also those that are declared no more
 * @param refreshLinks by their ordinal
 */
record CatalogRows(
        List<ProcedureRow> procedures,
        List<DependencyRow> dependencies,
        List<ParameterRow> parameters,
        List<GroupRow> groups,
        List<GroupMemberRow> members,
        List<TagRow> tags,
        List<TagLinkRow> tagLinks,
        List<WatermarkRow> watermarks,
        List<RefreshTargetRow> refreshTargets,
        List<RefreshLinkRow> refreshLinks) {

    /**
     * Reads every table.
     *
     * @param toChange whether rows are to be changed; else the persistence context need not watch them
     */
    static CatalogRows read(EntityManager entities, boolean toChange) {
        return new CatalogRows(
                all(entities, "select p from Procedure p", ProcedureRow.class, toChange),
                all(entities, "select d from Dependency d", DependencyRow.class, toChange),
                all(entities, "select p from Parameter p order by p.ordinal, p.id", ParameterRow.class, toChange),
                all(entities, "select g from ProcedureGroup g", GroupRow.class, toChange),
                all(entities, "select m from GroupMember m order by m.sequence", GroupMemberRow.class, toChange),
                all(entities, "select t from Tag t", TagRow.class, toChange),
                all(entities, "select l from TagLink l", TagLinkRow.class, toChange),
                all(entities, "select w from Watermark w", WatermarkRow.class, toChange),
                all(entities, "select t from RefreshTarget t", RefreshTargetRow.class, toChange),
                all(entities, "select l from RefreshLink l order by l.ordinal, l.id", RefreshLinkRow.class, toChange));
    }

    private static <T> List<T> all(EntityManager entities, String query, Class<T> type, boolean toChange) {
        TypedQuery<T> typed = entities.createQuery(query, type);
        if (!toChange) {
            typed.setHint("eclipselink.read-only", true);
        }
        return typed.getResultList();
    }

    Catalog toCatalog() {
        Map<UUID, QualifiedName> names = new HashMap<>();
        procedures.forEach(row -> names.put(row.id, row.name()));
        Map<UUID, TreeSet<QualifiedName>> parents = new HashMap<>();
        dependencies.forEach(row ->
                parents.computeIfAbsent(row.childId, id -> new TreeSet<>()).add(names.get(row.parentId)));
        Map<UUID, TreeSet<String>> labels = labels();
        Map<UUID, List<ParameterRow>> arguments = new HashMap<>();
        parameters.forEach(row -> arguments
                .computeIfAbsent(row.procedureId, id -> new ArrayList<>())
                .add(row));
        Map<UUID, Watermark> cursors = new HashMap<>();
        watermarks.stream().filter(row -> row.declared).forEach(row -> cursors.put(row.procedureId, row.toWatermark()));
        Map<UUID, List<RefreshLink>> links = links();
        List<Procedure> entries = procedures.stream()
                .map(row -> row.toProcedure(
                        parents.getOrDefault(row.id, new TreeSet<>()),
                        labels.getOrDefault(row.id, new TreeSet<>()),
                        ParameterRows.toParameters(arguments.getOrDefault(row.id, List.of())),
                        Optional.ofNullable(cursors.get(row.id)),
                        links.getOrDefault(row.id, List.of())))
                .toList();
        return Catalog.of(
                entries,
                toGroups(names),
                refreshTargets.stream().map(RefreshTargetRow::toTarget).toList());
    }

    Map<QualifiedName, Registration> registrations() {
        Map<QualifiedName, Registration> registrations = new HashMap<>();
        procedures.forEach(row -> row.registration().ifPresent(known -> registrations.put(row.name(), known)));
        return registrations;
    }

    List<WatermarkView> watermarkViews() {
        Map<UUID, QualifiedName> names = new HashMap<>();
        procedures.forEach(row -> names.put(row.id, row.name()));
        return watermarks.stream()
                .map(row -> row.toView(names.get(row.procedureId)))
                .toList();
    }

    private Map<UUID, List<RefreshLink>> links() {
        Map<UUID, QualifiedName> views = new HashMap<>();
        refreshTargets.forEach(row -> views.put(row.id, row.view()));
        Map<UUID, List<RefreshLink>> links = new HashMap<>();
        refreshLinks.forEach(row -> links.computeIfAbsent(row.procedureId, id -> new ArrayList<>())
                .add(row.toLink(views.get(row.refreshTargetId))));
        return links;
    }

    private Map<UUID, TreeSet<String>> labels() {
        Map<UUID, String> tagNames = new HashMap<>();
        tags.forEach(row -> tagNames.put(row.id, row.name));
        Map<UUID, TreeSet<String>> labels = new HashMap<>();
        tagLinks.forEach(row ->
                labels.computeIfAbsent(row.procedureId, id -> new TreeSet<>()).add(tagNames.get(row.tagId)));
        return labels;
    }

    private List<Group> toGroups(Map<UUID, QualifiedName> names) {
        Map<UUID, List<QualifiedName>> ordered = new HashMap<>();
        members.forEach(row ->
                ordered.computeIfAbsent(row.groupId, id -> new ArrayList<>()).add(names.get(row.procedureId)));
        return groups.stream()
                .map(row -> new Group(row.name, row.sequence, ordered.getOrDefault(row.id, List.of())))
                .toList();
    }
}
