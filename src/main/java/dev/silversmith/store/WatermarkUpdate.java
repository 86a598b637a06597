package dev.silversmith.store;

import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Watermark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The watermarks of an edit. One that is declared no more stays with its value: nobody loses his place by leaving out a key. */
final class WatermarkUpdate {

    private final Edits edits;

    WatermarkUpdate(Edits edits) {
        this.edits = edits;
    }

    void apply(List<WatermarkRow> rows, Map<UUID, Procedure> wanted) {
        Map<UUID, Watermark> missing = new HashMap<>();
        wanted.forEach((id, procedure) ->
                procedure.execution().watermark().ifPresent(watermark -> missing.put(id, watermark)));
        for (WatermarkRow row : rows) {
            Watermark declared = missing.remove(row.procedureId);
            if (declared != null) {
                edits.changed(row, row.take(declared));
            } else if (!wanted.containsKey(row.procedureId)) {
                edits.removeLink(row);
            } else {
                edits.changed(row, row.undeclare());
            }
        }
        missing.forEach((id, watermark) -> {
            WatermarkRow row = edits.makeLink(new WatermarkRow());
            row.procedureId = id;
            row.take(watermark);
        });
    }
}
