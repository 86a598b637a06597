package dev.silversmith.boot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The limits that the database itself enforces. Only the migration login may write them, so that nobody who has the control login's password
 * gives himself more time.
 *
 * @param serverId who writes them
 * @param approvalExpiry how long a request waits, and an approval is good
 * @param watermarkReset how far a watermark may be set back without an approval
 * @param runRetention how long ago a run has to have ended before it may be purged
 */
record Policy(String serverId, Duration approvalExpiry, Duration watermarkReset, Duration runRetention) {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private static final String READ =
            "select approval_expiry_ms, watermark_reset_limit_ms, run_retention_ms from silversmith.policy";

    private static final String WRITE = """
            update silversmith.policy
               set approval_expiry_ms = ?, watermark_reset_limit_ms = ?, run_retention_ms = ?, updated_at = clock_timestamp()
            """;

    private static final String AUDIT =
            "select silversmith.record_audit(?, 'policy.change', 'policy', 'policy', null, ?::jsonb, ?::jsonb)";

    static Policy of(Settings settings, String serverId) {
        return new Policy(
                serverId,
                Duration.ofHours(settings.number(Settings.APPROVAL_EXPIRY_HOURS)),
                Duration.ofHours(settings.number(Settings.WATERMARK_RESET_HOURS)),
                Duration.ofDays(settings.number(Settings.RUN_RETENTION_DAYS)));
    }

    /** Makes the database's limits these ones; a change is audited. */
    void write(String url, String user, String password) throws SQLException {
        try (Connection connection = connect(url, user, password);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local role silversmith_owner");
            Policy standing = read(connection, READ + " for update");
            if (!standing.sameLimits(this)) {
                update(connection);
                audit(connection, standing);
            }
            connection.commit();
        }
    }

    /**
     * Refuses a start whose settings are not what the database enforces.
     *
     * @throws IllegalStateException with the cure
     */
    void compare(String url, String user, String password) throws SQLException {
        try (Connection connection = connect(url, user, password)) {
            Policy standing = read(connection, READ);
            if (!standing.sameLimits(this)) {
                throw new IllegalStateException(
                        "%s, %s and %s are %d, %d and %d, but the database enforces %s and %s hours and %s days: set them so, or start once with %s=true"
                                .formatted(
                                        Settings.APPROVAL_EXPIRY_HOURS.key(),
                                        Settings.WATERMARK_RESET_HOURS.key(),
                                        Settings.RUN_RETENTION_DAYS.key(),
                                        approvalExpiry.toHours(),
                                        watermarkReset.toHours(),
                                        runRetention.toDays(),
                                        in(HOUR, standing.approvalExpiry),
                                        in(HOUR, standing.watermarkReset),
                                        in(DAY, standing.runRetention),
                                        Settings.MIGRATE.key()));
            }
        }
    }

    private static Connection connect(String url, String user, String password) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url);
        source.setUser(user);
        source.setPassword(password);
        return source.getConnection();
    }

    /** Somebody may have put another number there than a start does. */
    private static String in(Duration unit, Duration duration) {
        return duration.toMillis() % unit.toMillis() == 0
                ? Long.toString(duration.dividedBy(unit))
                : "%.3f".formatted((double) duration.toMillis() / unit.toMillis());
    }

    private boolean sameLimits(Policy other) {
        return approvalExpiry.equals(other.approvalExpiry)
                && watermarkReset.equals(other.watermarkReset)
                && runRetention.equals(other.runRetention);
    }

    private Policy read(Connection connection, String query) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(query);
                ResultSet row = read.executeQuery()) {
            if (!row.next()) {
                throw new IllegalStateException(
                        "table silversmith.policy has lost its row: put it back as the migrations made it");
            }
            return new Policy(
                    serverId,
                    Duration.ofMillis(row.getLong(1)),
                    Duration.ofMillis(row.getLong(2)),
                    Duration.ofMillis(row.getLong(3)));
        }
    }

    private void update(Connection connection) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(WRITE)) {
            write.setLong(1, approvalExpiry.toMillis());
            write.setLong(2, watermarkReset.toMillis());
            write.setLong(3, runRetention.toMillis());
            write.executeUpdate();
        }
    }

    private void audit(Connection connection, Policy before) throws SQLException {
        try (PreparedStatement audit = connection.prepareStatement(AUDIT)) {
            audit.setString(1, "system:" + serverId);
            audit.setString(2, before.json());
            audit.setString(3, json());
            audit.execute();
        }
    }

    private String json() {
        return "{\"approvalExpiryMs\": %d, \"watermarkResetLimitMs\": %d, \"runRetentionMs\": %d}"
                .formatted(approvalExpiry.toMillis(), watermarkReset.toMillis(), runRetention.toMillis());
    }
}
