package dev.silversmith.store;

import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** A row of {@code refresh_target}. */
@Entity(name = "RefreshTarget")
@Table(schema = "silversmith", name = "refresh_target")
class RefreshTargetRow extends ConfigurationRow {

    @Column(name = "schema_name", updatable = false)
    String schemaName;

    @Column(name = "view_name", updatable = false)
    String viewName;

    @Column(name = "\"concurrently\"")
    boolean concurrently;

    @Column(name = "enabled")
    boolean enabled;

    QualifiedName view() {
        return new QualifiedName(schemaName, viewName);
    }

    /** Takes over a declaration; answers whether that changed anything. */
    boolean take(RefreshTarget target) {
        boolean changed = concurrently != target.concurrently() || enabled != target.enabled();
        schemaName = target.view().schema();
        viewName = target.view().name();
        concurrently = target.concurrently();
        enabled = target.enabled();
        return changed;
    }

    RefreshTarget toTarget() {
        return new RefreshTarget(view(), concurrently, enabled);
    }
}
