package dev.silversmith.pg;

import dev.silversmith.app.SteadyClock;
import dev.silversmith.app.port.DatabaseHealth;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Asks the database through both logins, on new connections: what they meet is what the engine meets.
 *
 * <p>One look at a time, by a thread of its own, whoever asks and however often; whoever asks waits a little and is told the rest by the next
 * look.
 */
@ApplicationScoped
public class PgDatabaseHealth implements DatabaseHealth {

    private static final Logger LOG = Logger.getLogger(PgDatabaseHealth.class.getName());

    private static final String WRITABLE =
            "select pg_catalog.pg_is_in_recovery() or current_setting('transaction_read_only') = 'on'";

    private static final String SCHEMA =
            "select exists (select from silversmith.flyway_schema_history where success and version = ?)";

    private static final long PATIENCE_MILLIS = 1500;

    /** So long an answer is good for others. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    @Resource
    private ManagedExecutorService threads;

    @Resource(name = "jdbc/healthControl", lookup = "jdbc/controlProbe")
    private DataSource control;

    @Resource(name = "jdbc/healthWarehouse", lookup = "jdbc/warehouseProbe")
    private DataSource warehouse;

    /** What one look has found. */
    private record Findings(Optional<String> database, Optional<String> schema) {}

    private final SteadyClock clock;
    private volatile String version;
    private CompletableFuture<Findings> look;
    private Instant begun;

    @Inject
    PgDatabaseHealth(SteadyClock clock) {
        this.clock = clock;
    }

    PgDatabaseHealth() {
        this(null);
    }

    @Override
    public Optional<String> trouble() {
        return findings().database();
    }

    @Override
    public Optional<String> schemaTrouble() {
        return findings().schema();
    }

    @Override
    public void schemaIs(String known) {
        version = known;
    }

    private Findings findings() {
        Optional<String> silent = Optional.of("the database has not answered for a while");
        return look().completeOnTimeout(new Findings(silent, Optional.empty()), PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }

    /** Each caller has a copy, so that none ends the look for the others. */
    private synchronized CompletableFuture<Findings> look() {
        Instant now = clock.instant();
        if (look == null || (look.isDone() && begun.plus(FRESH).isBefore(now))) {
            begun = now;
            look = threads.supplyAsync(this::find);
        }
        return look.copy();
    }

    private Findings find() {
        Optional<String> trouble = ask("control", control).or(() -> ask("warehouse", warehouse));
        return new Findings(trouble, trouble.isEmpty() ? askSchema() : Optional.empty());
    }

    private Optional<String> askSchema() {
        if (version == null) {
            return Optional.of("the start has not looked at it yet");
        }
        try (Connection connection = control.getConnection();
                PreparedStatement query = Statements.prepare(connection, SCHEMA, version);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getBoolean(1)
                    ? Optional.empty()
                    : Optional.of("migration " + version + " is not there any more");
        } catch (SQLException fault) {
            LOG.log(Level.FINE, "not ready", fault);
            return Optional.of("control login: " + Trouble.of(fault));
        }
    }

    private static Optional<String> ask(String login, DataSource source) {
        try (Connection connection = source.getConnection();
                PreparedStatement query = connection.prepareStatement(WRITABLE);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getBoolean(1) ? Optional.of("the database is read-only") : Optional.empty();
        } catch (SQLException fault) {
            LOG.log(Level.FINE, "not ready", fault);
            return Optional.of("%s login: %s".formatted(login, Trouble.of(fault)));
        }
    }

    @Override
    public String reason(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException fault) {
                return Trouble.of(fault);
            }
        }
        return "the server's log tells why";
    }
}
