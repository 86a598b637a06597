package dev.silversmith.store;

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
}
