package dev.silversmith.store;

import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Watermark;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The watermarks of an edit. One that is declared no more stays with its value: nobody loses his place by leaving out a key. */
final class WatermarkUpdate {

    private final Edits edits;

    WatermarkUpdate(Edits edits) {
        this.edits = edits;
    }

    /** Units lock the rows of their members in this order too, so that neither waits for the other in a circle. */
    private static final String LOCK = """
            select w.id from silversmith.transformation_watermark w
             where w.id = any (cast(? as uuid[]))
             order by w.id
               for no key update""";

    void apply(List<WatermarkRow> rows, Map<UUID, Procedure> wanted) {
        lock(rows.stream()
                .filter(row -> changes(row, wanted.get(row.procedureId)))
                .toList());
        update(rows, wanted);
    }

    private static boolean changes(WatermarkRow row, Procedure procedure) {
        Optional<Watermark> now = row.declared ? Optional.of(row.toWatermark()) : Optional.empty();
        return procedure == null || !procedure.execution().watermark().equals(now);
    }

    private void lock(List<WatermarkRow> changing) {
        if (!changing.isEmpty()) {
            String ids = changing.stream().map(row -> row.id.toString()).collect(Collectors.joining(",", "{", "}"));
            edits.entities().createNativeQuery(LOCK).setParameter(1, ids).getResultList();
        }
    }

    private void update(List<WatermarkRow> rows, Map<UUID, Procedure> wanted) {
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
