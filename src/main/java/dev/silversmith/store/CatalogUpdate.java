package dev.silversmith.store;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * One change of the stored catalog. A row that says the same as before is not touched and keeps its version.
 *
 * <p>What goes, goes first: EclipseLink would insert before it deletes, and a member that changes its group would be there twice. Then come
 * the rows with names, at last those that link them.
 */
final class CatalogUpdate {

    private final EntityManager entities;
    private final Instant now;
    private final String actor;
    private final Map<QualifiedName, ProcedureRow> procedures = new HashMap<>();
    private final List<ConfigurationRow> named = new ArrayList<>();
    private final List<ConfigurationRow> linking = new ArrayList<>();

    CatalogUpdate(EntityManager entities, Instant now, String actor) {
        this.entities = entities;
        this.now = now;
        this.actor = actor;
    }

    void apply(Catalog catalog) {
        CatalogRows rows = CatalogRows.read(entities, true);
        rows.procedures().forEach(row -> procedures.put(row.name(), row));
        catalog.procedures().values().forEach(this::procedure);
        Map<UUID, Procedure> wanted = new HashMap<>();
        catalog.procedures().values().forEach(entry -> wanted.put(id(entry.name()), entry));
        dependencies(rows, wanted);
        parameters(rows, wanted);
        tags(rows, wanted);
        groups(rows, catalog);
        entities.flush();
        named.forEach(entities::persist);
        entities.flush();
        linking.forEach(entities::persist);
        entities.flush();
    }

    private void procedure(Procedure procedure) {
        ProcedureRow row = procedures.get(procedure.name());
        if (row == null) {
            ProcedureRow made = make(new ProcedureRow());
            made.take(procedure);
            procedures.put(procedure.name(), made);
        } else if (row.take(procedure)) {
            row.changed(now, actor);
        }
    }

    private void dependencies(CatalogRows rows, Map<UUID, Procedure> wanted) {
        Set<List<UUID>> missing = new HashSet<>();
        wanted.forEach(
                (child, procedure) -> procedure.dependsOn().forEach(parent -> missing.add(List.of(id(parent), child))));
        for (DependencyRow row : rows.dependencies()) {
            if (wanted.containsKey(row.childId) && !missing.remove(List.of(row.parentId, row.childId))) {
                entities.remove(row);
            }
        }
        missing.forEach(pair -> {
            DependencyRow row = makeLink(new DependencyRow());
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
            if (!wanted.containsKey(row.procedureId)) {
                continue;
            }
            ParameterRow stays = missing.get(row.procedureId).remove(row.key());
            if (stays == null) {
                entities.remove(row);
            } else if (row.take(stays)) {
                row.changed(now, actor);
            }
        }
        missing.forEach((id, added) -> added.values().forEach(row -> {
            row.procedureId = id;
            makeLink(row);
        }));
    }

    private void tags(CatalogRows rows, Map<UUID, Procedure> wanted) {
        Map<String, UUID> tags = new HashMap<>();
        rows.tags().forEach(row -> tags.put(row.name, row.id));
        Set<List<UUID>> missing = new HashSet<>();
        wanted.forEach((id, procedure) ->
                procedure.tags().forEach(tag -> missing.add(List.of(id, tags.computeIfAbsent(tag, this::makeTag)))));
        for (TagLinkRow row : rows.tagLinks()) {
            if (wanted.containsKey(row.procedureId) && !missing.remove(List.of(row.procedureId, row.tagId))) {
                entities.remove(row);
            }
        }
        missing.forEach(pair -> {
            TagLinkRow row = makeLink(new TagLinkRow());
            row.procedureId = pair.get(0);
            row.tagId = pair.get(1);
        });
    }

    private UUID makeTag(String name) {
        TagRow row = make(new TagRow());
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
                // Its members go with it, by the foreign key.
                entities.remove(row);
            }
        }
        catalog.groups().values().forEach(group -> {
            GroupRow row = groups.get(group.name());
            members(group, group(group, row), row == null ? List.of() : members.getOrDefault(row.id, List.of()));
        });
    }

    private GroupRow group(Group group, GroupRow known) {
        if (known == null) {
            GroupRow row = make(new GroupRow());
            row.name = group.name();
            row.sequence = group.sequence();
            return row;
        }
        if (known.sequence != group.sequence()) {
            known.sequence = group.sequence();
            known.changed(now, actor);
        }
        return known;
    }

    private void members(Group group, GroupRow row, List<GroupMemberRow> known) {
        List<UUID> wanted = group.members().stream().map(this::id).toList();
        if (known.stream().map(member -> member.procedureId).toList().equals(wanted)) {
            return;
        }
        known.forEach(entities::remove);
        for (int place = 0; place < wanted.size(); place++) {
            GroupMemberRow member = makeLink(new GroupMemberRow());
            member.groupId = row.id;
            member.procedureId = wanted.get(place);
            member.sequence = place + 1;
        }
    }

    /** A new row with a name of its own, to which others refer. */
    private <T extends ConfigurationRow> T make(T row) {
        row.made(now, actor);
        named.add(row);
        return row;
    }

    /** A new row that refers to others, which must be there first. */
    private <T extends ConfigurationRow> T makeLink(T row) {
        row.made(now, actor);
        linking.add(row);
        return row;
    }

    private UUID id(QualifiedName name) {
        return procedures.get(name).id;
    }
}
