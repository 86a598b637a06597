package dev.silversmith.store;

import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A row of {@code procedure_refresh_link}. */
@Entity(name = "RefreshLink")
@Table(schema = "silversmith", name = "procedure_refresh_link")
class RefreshLinkRow extends ConfigurationRow {

    @Column(name = "procedure_id", updatable = false)
    UUID procedureId;

    @Column(name = "refresh_target_id", updatable = false)
    UUID refreshTargetId;

    @Column(name = "trigger")
    String trigger;

    @Column(name = "sequence")
    int sequence;

    @Column(name = "blocking")
    boolean blocking;

    /** Place in the catalog file. */
    @Column(name = "ordinal")
    int ordinal;

    /** Takes over a declaration; answers whether that changed anything. */
    boolean take(RefreshLink link, int place) {
        List<Object> before = state();
        trigger = link.trigger().word();
        sequence = link.sequence();
        blocking = link.blocking();
        ordinal = place;
        return !before.equals(state());
    }

    private List<Object> state() {
        return Arrays.asList(trigger, sequence, blocking, ordinal);
    }

    RefreshLink toLink(QualifiedName view) {
        return new RefreshLink(view, RefreshLink.Trigger.valueOf(trigger.toUpperCase(Locale.ROOT)), sequence, blocking);
    }
}
