package dev.silversmith.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/** A row of {@code procedure_tag}. */
@Entity(name = "Tag")
@Table(schema = "silversmith", name = "procedure_tag")
class TagRow extends ConfigurationRow {

    @Column(name = "name", updatable = false)
    String name;
}
