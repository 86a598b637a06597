package dev.silversmith.pg;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.app.port.StepLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes log lines in batches, several times a second, through the control login outside any transaction.
 *
 * <p>Lines are the least of what is recorded: if they cannot be written, the failure is logged and the run goes on.
 */
@ApplicationScoped
public class PgStepLog implements StepLog {

    private static final Logger LOG = Logger.getLogger(PgStepLog.class.getName());

    /** Lines of several noisy steps at once: while they all fit, nobody who collects messages waits for the database. */
    private static final int WAITING_LINES = 50_000;

    private static final long WAITING_CHARACTERS = 48_000_000;
    private static final int BATCH_LINES = 1_000;
    private static final long BATCH_CHARACTERS = 4_000_000;

    private static final String INSERT = """
            insert into silversmith.transformation_step_log (step_id, run_id, line, level, event, message, payload)
            values (?, ?, ?, ?, ?, ?, ?::jsonb)
            """;

    private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>(WAITING_LINES);
    private final AtomicLong waitingCharacters = new AtomicLong();
    private final ControlDatabase control;

    @Inject
    PgStepLog(ControlDatabase control) {
        this.control = control;
    }

    PgStepLog() {
        this(null);
    }

    @Override
    public void append(Entry entry) {
        while (waitingCharacters.get() > WAITING_CHARACTERS || !waiting.offer(entry)) {
            flushSome();
        }
        waitingCharacters.addAndGet(characters(entry));
    }

    @Override
    public void flush() {
        while (flushSome()) {
            LOG.log(Level.FINEST, "more lines may wait");
        }
    }

    /** Writes one batch, so that whoever needs room for a line waits no longer than for that; false if there was none. */
    private synchronized boolean flushSome() {
        List<Entry> batch = next();
        if (!batch.isEmpty()) {
            write(batch);
        }
        return !batch.isEmpty();
    }

    private List<Entry> next() {
        List<Entry> batch = new ArrayList<>();
        long characters = 0;
        while (batch.size() < BATCH_LINES && characters < BATCH_CHARACTERS) {
            Entry entry = waiting.poll();
            if (entry == null) {
                break;
            }
            batch.add(entry);
            characters += characters(entry);
        }
        waitingCharacters.addAndGet(-characters);
        return batch;
    }

    private static long characters(Entry entry) {
        return entry.message().length()
                + entry.payload().values().stream().mapToLong(String::length).sum();
    }

    private void write(List<Entry> batch) {
        try {
            control.attempt(connection -> insert(connection, batch));
        } catch (SQLException fault) {
            LOG.log(Level.WARNING, batch.size() + " log lines could not be written", fault);
        }
    }

    private static boolean insert(Connection connection, List<Entry> batch) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Entry entry : batch) {
                bind(insert, entry);
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
            return true;
        } catch (SQLException fault) {
            connection.rollback();
            throw fault;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void bind(PreparedStatement insert, Entry entry) throws SQLException {
        insert.setObject(1, entry.stepId());
        insert.setObject(2, entry.runId());
        insert.setLong(3, entry.line());
        insert.setString(4, entry.level());
        insert.setString(5, entry.event());
        insert.setString(6, entry.message());
        insert.setString(7, payload(entry));
    }

    private static String payload(Entry entry) {
        if (entry.payload().isEmpty()) {
            return null;
        }
        JsonObjectBuilder object = JSON.createObjectBuilder();
        entry.payload().forEach(object::add);
        return object.build().toString();
    }
}
