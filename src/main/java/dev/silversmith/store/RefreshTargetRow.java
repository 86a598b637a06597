package dev.silversmith.store;

import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Duration;
import java.util.Optional;

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

    @Column(name = "statement_timeout_ms")
    Long statementTimeoutMs;

    @Column(name = "lock_timeout_ms")
    long lockTimeoutMs;

    @Column(name = "enabled")
    boolean enabled;

    QualifiedName view() {
        return new QualifiedName(schemaName, viewName);
    }

    /** Takes over a declaration; answers whether that changed anything. */
    boolean take(RefreshTarget target) {
        boolean changed = schemaName != null && !toTarget().equals(target);
        schemaName = target.view().schema();
        viewName = target.view().name();
        concurrently = target.concurrently();
        statementTimeoutMs = target.timeout().map(Duration::toMillis).orElse(null);
        lockTimeoutMs = target.lockTimeout().toMillis();
        enabled = target.enabled();
        return changed;
    }

    RefreshTarget toTarget() {
        return new RefreshTarget(
                view(),
                concurrently,
                Optional.ofNullable(statementTimeoutMs).map(Duration::ofMillis),
                Duration.ofMillis(lockTimeoutMs),
                enabled);
    }
}
