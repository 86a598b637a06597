package dev.silversmith.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;

/** A row of {@code transformation_dependency}. */
@Entity(name = "Dependency")
@Table(schema = "silversmith", name = "transformation_dependency")
class DependencyRow extends ConfigurationRow {

    @Column(name = "parent_procedure_id", updatable = false)
    UUID parentId;

    @Column(name = "child_procedure_id", updatable = false)
    UUID childId;
}
