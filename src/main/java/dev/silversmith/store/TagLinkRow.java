package dev.silversmith.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;

/** A row of {@code procedure_tag_link}. */
@Entity(name = "TagLink")
@Table(schema = "silversmith", name = "procedure_tag_link")
class TagLinkRow extends ConfigurationRow {

    @Column(name = "procedure_id", updatable = false)
    UUID procedureId;

    @Column(name = "tag_id", updatable = false)
    UUID tagId;
}
