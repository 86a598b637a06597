package dev.silversmith.app.port;

import java.util.Map;
import java.util.UUID;

/** Writes the structured log of steps, a little later and in batches. Safe for many threads. */
public interface StepLog {

    /**
     * One line to write; its time is that of writing, by the database's clock.
     *
     * @param line order within the attempt, from 1
     * @param level debug, log, info, notice, warning or error
     * @param payload further fields, without nulls
     */
    record Entry(
            UUID stepId,
            UUID runId,
            long line,
            String level,
            String event,
            String message,
            Map<String, String> payload) {

        public Entry {
            payload = Map.copyOf(payload);
        }
    }

    /** Takes a line; waits while the writer is far behind. */
    void append(Entry entry);

    /** Writes all that was appended before. */
    void flush();
}
