package dev.silversmith.store;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.shared.QualifiedName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The refresh targets of an edit, and their links to procedures. */
final class RefreshUpdate {

    private final Edits edits;
    private final Map<QualifiedName, RefreshTargetRow> targets = new HashMap<>();

    RefreshUpdate(Edits edits) {
        this.edits = edits;
    }

    void apply(CatalogRows rows, Catalog catalog, Map<UUID, Procedure> wanted) {
        for (RefreshTargetRow row : rows.refreshTargets()) {
            targets.put(row.view(), row);
            if (!catalog.refreshTargets().containsKey(row.view())) {
                edits.remove(row);
            }
        }
        catalog.refreshTargets().values().forEach(this::target);
        links(rows, wanted);
    }

    private void target(RefreshTarget target) {
        RefreshTargetRow row = targets.get(target.view());
        if (row == null) {
            RefreshTargetRow made = edits.make(new RefreshTargetRow());
            made.take(target);
            targets.put(target.view(), made);
        } else {
            edits.changed(row, row.take(target));
        }
    }

    private void links(CatalogRows rows, Map<UUID, Procedure> wanted) {
        Map<List<UUID>, RefreshLinkRow> known = new HashMap<>();
        rows.refreshLinks().forEach(row -> known.put(List.of(row.procedureId, row.refreshTargetId), row));
        wanted.forEach((id, procedure) -> {
            for (int place = 0; place < procedure.refresh().size(); place++) {
                RefreshLink link = procedure.refresh().get(place);
                UUID target = targets.get(link.view()).id;
                RefreshLinkRow row = known.remove(List.of(id, target));
                if (row == null) {
                    RefreshLinkRow made = edits.makeLink(new RefreshLinkRow());
                    made.procedureId = id;
                    made.refreshTargetId = target;
                    made.take(link, place);
                } else {
                    edits.changed(row, row.take(link, place));
                }
            }
        });
        known.values().forEach(edits::removeLink);
    }
}
