package dev.silversmith.rest.audit;

import dev.silversmith.app.port.AuditQueries.AuditView;
import dev.silversmith.rest.export.Csv;

/** Events as lines of a file, with the names that they have in JSON. */
final class AuditCsv {

    static final String HEAD = Csv.line(
            "seq", "id", "at", "actor", "action", "objectType", "objectId", "reason", "before", "after", "hash");

    private AuditCsv() {}

    static String line(AuditView event) {
        return Csv.line(
                event.seq(),
                event.id(),
                event.at(),
                event.actor(),
                event.action(),
                event.objectType(),
                event.objectId(),
                event.reason(),
                event.before(),
                event.after(),
                event.hash());
    }
}
