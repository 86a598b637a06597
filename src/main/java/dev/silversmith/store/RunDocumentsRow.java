package dev.silversmith.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** The two large texts of a row of {@code transformation_run}, which no list needs. */
@Entity(name = "RunDocuments")
@Table(schema = "silversmith", name = "transformation_run")
class RunDocumentsRow {

    @Id
    @Column(name = "id")
    UUID id;

    /** JSON; null for an imported run. */
    @Column(name = "plan")
    String plan;

    /** Null for an imported run. */
    @Column(name = "job_xml")
    String jobXml;
}
