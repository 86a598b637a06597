package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.QualifiedName;
import java.util.Locale;

/**
 * Says that a procedure's end wants a materialized view refreshed.
 *
 * @param view the refresh target
 * @param trigger after which ends
 * @param sequence orders the views of one procedure, smaller first
 * @param blocking whether the procedure's children wait for the refresh
 */
public record RefreshLink(QualifiedName view, Trigger trigger, int sequence, boolean blocking) {

    /** After which ends of its procedure a view is refreshed. */
    public enum Trigger {
        SUCCESS,
        ALWAYS;

        /** The word in the catalog file and in tables. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
