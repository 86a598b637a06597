package dev.silversmith.pg;

import dev.silversmith.app.port.MessageSink;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/**
 * Takes a statement's messages away while it is being executed, so that they are seen live and never pile up in memory.
 *
 * <p>The driver appends to the chain of messages at any time. The last message taken is kept: one that was appended to it between reading and
 * clearing is found there the next time.
 */
final class MessageDrain {

    private final Statement statement;
    private final UUID stepId;
    private final MessageSink sink;
    private SQLWarning last;
    private int warnings;
    private int taken;

    MessageDrain(Statement statement, UUID stepId, MessageSink sink) {
        this.statement = statement;
        this.stepId = stepId;
        this.sink = sink;
    }

    /**
     * Takes what has come since the last time.
     *
     * @return how many messages that were
     */
    synchronized int drain() throws SQLException {
        int before = taken;
        SQLWarning first = statement.getWarnings();
        // Whatever came late to the chain before this one has come by now: the driver appends one message after
        // another.
        takeAfterLast();
        if (first != null && first != last) {
            statement.clearWarnings();
            take(first);
            takeAfterLast();
        }
        return taken - before;
    }

    /** Messages of level WARNING so far. */
    synchronized int warnings() {
        return warnings;
    }

    private void takeAfterLast() {
        while (last != null && last.getNextWarning() != null) {
            take(last.getNextWarning());
        }
    }

    private void take(SQLWarning message) {
        last = message;
        taken++;
        String level = level(message);
        if (level.equals("warning")) {
            warnings++;
        }
        ServerErrorMessage server = message instanceof PSQLWarning own ? own.getServerErrorMessage() : null;
        sink.accept(
                stepId,
                new MessageSink.Message(
                        level,
                        Optional.ofNullable(message.getSQLState()).orElse("00000"),
                        Optional.ofNullable(server == null ? message.getMessage() : server.getMessage())
                                .orElse(""),
                        Optional.ofNullable(server).map(ServerErrorMessage::getDetail),
                        Optional.ofNullable(server).map(ServerErrorMessage::getHint),
                        Optional.ofNullable(server).map(ServerErrorMessage::getWhere)));
    }

    /** The level in lower case, {@code warning}, whatever language the server speaks. */
    static String level(SQLWarning message) {
        if (!(message instanceof PSQLWarning own) || own.getServerErrorMessage().getSeverity() == null) {
            return "notice";
        }
        String severity = own.getServerErrorMessage().getSeverity().toLowerCase(Locale.ROOT);
        return switch (severity) {
            case "warning", "notice", "info", "log", "debug" -> severity;
            // The server may speak another language; the class of the SQLSTATE does not.
            default -> String.valueOf(message.getSQLState()).startsWith("01") ? "warning" : "notice";
        };
    }
}
