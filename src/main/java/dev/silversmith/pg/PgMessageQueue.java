package dev.silversmith.pg;

import dev.silversmith.app.port.MessageQueue;
import dev.silversmith.app.port.Webhook.Message;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Delivery of the outbox: each step is a statement of its own, and an attempt is known by its number. */
@ApplicationScoped
public class PgMessageQueue implements MessageQueue {

    private static final String CLAIM = """
            with due as materialized (
              select id
                from silversmith.notification
               where status = 'pending'
                 and next_attempt_at <= clock_timestamp()
               order by next_attempt_at, id
               limit ?
                 for update skip locked)
            update silversmith.notification n
               set attempts = n.attempts + 1, next_attempt_at = clock_timestamp() + make_interval(secs => ?)
              from due
             where n.id = due.id
            returning n.id, n.payload::text as body, n.attempts, extract(epoch from clock_timestamp())::bigint as sent_at
            """;

    private static final String DELIVERED = """
            update silversmith.notification
               set status = 'delivered', delivered_at = clock_timestamp(), last_error = null
             where id = ?
               and status = 'pending'
            """;

    private static final String POSTPONE = """
            update silversmith.notification
               set next_attempt_at = clock_timestamp() + make_interval(secs => ?), last_error = ?
             where id = ?
               and status = 'pending'
               and attempts = ?
            """;

    private static final String GIVE_UP = """
            update silversmith.notification
               set status = 'dead', last_error = ?
             where id = ?
               and status = 'pending'
               and attempts = ?
            """;

    private static final double MILLIS = 1000;

    private final ControlDatabase control;

    @Inject
    PgMessageQueue(ControlDatabase control) {
        this.control = control;
    }

    PgMessageQueue() {
        this(null);
    }

    @Override
    public List<Message> claim(int most, Duration hold) {
        return control.directly("claim of messages", connection -> claim(connection, most, hold));
    }

    private static List<Message> claim(Connection connection, int most, Duration hold) throws SQLException {
        List<Message> messages = new ArrayList<>();
        try (PreparedStatement claim = Statements.prepare(connection, CLAIM, most, hold.toMillis() / MILLIS);
                ResultSet rows = claim.executeQuery()) {
            while (rows.next()) {
                messages.add(new Message(
                        rows.getObject("id", UUID.class),
                        rows.getString("body"),
                        rows.getInt("attempts"),
                        rows.getLong("sent_at")));
            }
        }
        return messages;
    }

    @Override
    public void delivered(UUID id) {
        update("delivery of a message", DELIVERED, id);
    }

    @Override
    public void postpone(UUID id, int attempt, Duration wait, String why) {
        update("failed delivery of a message", POSTPONE, wait.toMillis() / MILLIS, why, id, attempt);
    }

    @Override
    public void giveUp(UUID id, int attempt, String why) {
        update("end of a message", GIVE_UP, why, id, attempt);
    }

    private void update(String doing, String sql, Object... values) {
        control.directly(doing, connection -> Statements.update(connection, sql, values));
    }
}
