package dev.silversmith.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** A row of the view {@code v_queue}, by which runs are admitted too. */
@Entity(name = "Queued")
@Table(schema = "silversmith", name = "v_queue")
class QueueRow {

    @Id
    @Column(name = "run_id")
    UUID runId;

    @Column(name = "waiting_for")
    Long waitingFor;
}
