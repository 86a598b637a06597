package dev.silversmith.app;

import dev.silversmith.app.port.MessageSink;
import dev.silversmith.app.port.StepLog;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes the messages of a unit's procedures to the step log, as many per step as are kept.
 *
 * <p>Messages beyond the limit are counted; a last line says how many there were.
 */
final class StepMessages implements MessageSink {

    /** A longer text is cut; nobody reads a megabyte in a log line. */
    static final int MAX_TEXT = 100_000;

    private final StepLog log;
    private final UUID runId;
    private final int limit;
    private final Redaction redaction;
    private final Map<UUID, AtomicLong> lines = new ConcurrentHashMap<>();

    StepMessages(StepLog log, UUID runId, int limit, Redaction redaction) {
        this.log = log;
        this.runId = runId;
        this.limit = limit;
        this.redaction = redaction;
    }

    @Override
    public void accept(UUID stepId, Message message) {
        long line = lines.computeIfAbsent(stepId, id -> new AtomicLong()).incrementAndGet();
        if (line <= limit) {
            log.append(new StepLog.Entry(
                    stepId, runId, line, message.level(), "message", text(message.text()), payload(message)));
        }
    }

    @Override
    public void finished(UUID stepId) {
        AtomicLong count = lines.get(stepId);
        if (count != null && count.get() > limit) {
            long dropped = count.get() - limit;
            String text = "%d more messages were not kept; the limit is %d per step".formatted(dropped, limit);
            log.append(new StepLog.Entry(
                    stepId,
                    runId,
                    limit + 1L,
                    "info",
                    "messages_dropped",
                    text,
                    Map.of("dropped", Long.toString(dropped))));
        }
    }

    private Map<String, String> payload(Message message) {
        Map<String, String> fields = new HashMap<>();
        fields.put("sqlState", message.sqlState());
        message.detail().ifPresent(detail -> fields.put("detail", text(detail)));
        message.hint().ifPresent(hint -> fields.put("hint", text(hint)));
        message.context().ifPresent(context -> fields.put("context", text(context)));
        return fields;
    }

    private String text(String raised) {
        return cut(redaction.apply(raised));
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT
                ? text
                : text.substring(0, MAX_TEXT) + "… (%d characters in all)".formatted(text.length());
    }
}
