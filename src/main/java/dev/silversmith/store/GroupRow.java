package dev.silversmith.store;

import dev.silversmith.core.catalog.Group;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** A row of {@code transformation_group}. */
@Entity(name = "ProcedureGroup")
@Table(schema = "silversmith", name = "transformation_group")
class GroupRow extends ConfigurationRow {

    @Column(name = "name", updatable = false)
    String name;

    @Column(name = "sequence")
    int sequence;

    /** Takes over a group's own fields; answers whether any of them changed. */
    boolean take(Group group) {
        boolean changed = sequence != group.sequence();
        sequence = group.sequence();
        return changed;
    }
}
