package dev.silversmith.store;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Registration;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** One change of the stored catalog. A row that says the same as before is not touched and keeps its version. */
final class CatalogUpdate {

    private final Edits edits;
    private final Map<QualifiedName, ProcedureRow> procedures = new HashMap<>();

    CatalogUpdate(Edits edits) {
        this.edits = edits;
    }

    void apply(Catalog catalog, Map<QualifiedName, Registration> registrations) {
        CatalogRows rows = CatalogRows.read(edits.entities(), true);
        rows.procedures().forEach(row -> procedures.put(row.name(), row));
        procedures.values().stream()
                .filter(row -> !catalog.procedures().containsKey(row.name()))
                .forEach(edits::remove);
        catalog.procedures().values().forEach(entry -> procedure(entry, registrations.get(entry.name())));
        Map<UUID, Procedure> wanted = new HashMap<>();
        catalog.procedures().values().forEach(entry -> wanted.put(id(entry.name()), entry));
        dependencies(rows, wanted);
        parameters(rows, wanted);
        tags(rows, wanted);
        groups(rows, catalog);
        new WatermarkUpdate(edits).apply(rows.watermarks(), wanted);
        new RefreshUpdate(edits).apply(rows, catalog, wanted);
        edits.flush();
    }

    private void procedure(Procedure procedure, Registration registration) {
        ProcedureRow row = procedures.get(procedure.name());
        if (row == null) {
            ProcedureRow made = edits.make(new ProcedureRow());
            made.take(procedure, registration);
            procedures.put(procedure.name(), made);
        } else {
            edits.changed(row, row.take(procedure, registration));
        }
    }

    private void dependencies(CatalogRows rows, Map<UUID, Procedure> wanted) {
        Set<List<UUID>> missing = new HashSet<>();
        wanted.forEach(
                (child, procedure) -> procedure.dependsOn().forEach(parent -> missing.add(List.of(id(parent), child))));
        for (DependencyRow row : rows.dependencies()) {
            if (!missing.remove(List.of(row.parentId, row.childId))) {
                edits.removeLink(row);
            }
        }
        missing.forEach(pair -> {
            DependencyRow row = edits.makeLink(new DependencyRow());
            row.parentId = pair.get(0);
            row.childId = pair.get(1);
        });
    }

    private void parameters(CatalogRows rows, Map<UUID, Procedure> wanted) {
        Map<UUID, Map<ParameterRow.Key, ParameterRow>> missing = new HashMap<>();
        wanted.forEach((id, procedure) -> {
            Map<ParameterRow.Key, ParameterRow> byKey = missing.computeIfAbsent(id, key -> new HashMap<>());
            ParameterRows.of(procedure.parameters()).forEach(row -> byKey.put(row.key(), row));
        });
        for (ParameterRow row : rows.parameters()) {
            ParameterRow stays = missing.getOrDefault(row.procedureId, Map.of()).get(row.key());
            if (stays == null) {
                edits.removeLink(row);
            } else {
                missing.get(row.procedureId).remove(row.key());
                edits.changed(row, row.take(stays));
            }
        }
        missing.forEach((id, added) -> added.values().forEach(row -> {
            row.procedureId = id;
            edits.makeLink(row);
        }));
    }

    private void tags(CatalogRows rows, Map<UUID, Procedure> wanted) {
        Map<String, UUID> tags = new HashMap<>();
        rows.tags().forEach(row -> tags.put(row.name, row.id));
        Set<List<UUID>> missing = new HashSet<>();
        wanted.forEach((id, procedure) ->
                procedure.tags().forEach(tag -> missing.add(List.of(id, tags.computeIfAbsent(tag, this::makeTag)))));
        for (TagLinkRow row : rows.tagLinks()) {
            if (!missing.remove(List.of(row.procedureId, row.tagId))) {
                edits.removeLink(row);
            }
        }
        missing.forEach(pair -> {
            TagLinkRow row = edits.makeLink(new TagLinkRow());
            row.procedureId = pair.get(0);
            row.tagId = pair.get(1);
        });
    }

    private UUID makeTag(String name) {
        TagRow row = edits.make(new TagRow());
        row.name = name;
        return row.id;
    }

    private void groups(CatalogRows rows, Catalog catalog) {
        Map<UUID, List<GroupMemberRow>> members = new HashMap<>();
        rows.members().forEach(row -> members.computeIfAbsent(row.groupId, id -> new ArrayList<>())
                .add(row));
        Map<String, GroupRow> groups = new HashMap<>();
        for (GroupRow row : rows.groups()) {
            groups.put(row.name, row);
            if (!catalog.groups().containsKey(row.name)) {
                members.getOrDefault(row.id, List.of()).forEach(edits::removeLink);
                edits.remove(row);
            }
        }
        catalog.groups().values().forEach(group -> {
            GroupRow row = groups.get(group.name());
            members(group, group(group, row), row == null ? List.of() : members.getOrDefault(row.id, List.of()));
        });
    }

    private GroupRow group(Group group, GroupRow known) {
        if (known == null) {
            GroupRow row = edits.make(new GroupRow());
            row.name = group.name();
            row.take(group);
            return row;
        }
        edits.changed(known, known.take(group));
        return known;
    }

    private void members(Group group, GroupRow row, List<GroupMemberRow> known) {
        List<UUID> wanted = group.members().stream().map(this::id).toList();
        if (known.stream().map(member -> member.procedureId).toList().equals(wanted)) {
            return;
        }
        known.forEach(edits::removeLink);
        for (int place = 0; place < wanted.size(); place++) {
            GroupMemberRow member = edits.makeLink(new GroupMemberRow());
            member.groupId = row.id;
            member.procedureId = wanted.get(place);
            member.sequence = place + 1;
        }
    }

    private UUID id(QualifiedName name) {
        return procedures.get(name).id;
    }
}
