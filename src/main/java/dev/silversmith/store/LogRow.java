package dev.silversmith.store;

import dev.silversmith.app.port.LogLine;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A row of {@code transformation_step_log}; only read here. */
@Entity(name = "Log")
@Table(schema = "silversmith", name = "transformation_step_log")
class LogRow {

    @Id
    @Column(name = "id")
    UUID id;

    @Column(name = "step_id")
    UUID stepId;

    @Column(name = "run_id")
    UUID runId;

    @Column(name = "line")
    long line;

    @Column(name = "ts")
    Instant ts;

    @Column(name = "level")
    String level;

    @Column(name = "event")
    String event;

    @Column(name = "message")
    String message;

    /** JSON object; may be null. */
    @Column(name = "payload")
    String payload;

    LogLine toLine() {
        return new LogLine(line, ts, level, event, message, Optional.ofNullable(payload));
    }
}
