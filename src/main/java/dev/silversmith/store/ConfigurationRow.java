package dev.silversmith.store;

import dev.silversmith.core.shared.TimeOrderedId;
import jakarta.persistence.Column;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;

/**
 * What every row of the configuration has: an id that stays, who changed it when, and an optimistic lock.
 *
 * <p>A row that is stored already is changed by its own methods only: EclipseLink does not see what others write into its fields.
 */
@MappedSuperclass
abstract class ConfigurationRow {

    @Id
    @Column(name = "id", updatable = false)
    UUID id;

    @Column(name = "created_at", updatable = false)
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Column(name = "updated_by")
    String updatedBy;

    @Version
    @Column(name = "version")
    long version;

    /** Gives a new row its id and times. */
    final void made(Instant now, String actor) {
        id = TimeOrderedId.at(now);
        createdAt = now;
        changed(now, actor);
    }

    /** Notes who changed the row; only called where something changed, for it makes the next version. */
    final void changed(Instant now, String actor) {
        updatedAt = now;
        updatedBy = actor;
    }
}
