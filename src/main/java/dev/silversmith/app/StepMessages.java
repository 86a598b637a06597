package dev.silversmith.app;

import dev.silversmith.app.port.MessageSink;
import dev.silversmith.app.port.StepLog;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes the messages of a unit's procedures to the step log, as many per step as are kept: lines up to a limit, and no more
 * characters than lines of an ordinary length would have.
 *
 * <p>Messages beyond are counted; a last line says how many there were.
 */
final class StepMessages implements MessageSink {

    /** A longer text is cut; nobody reads a megabyte in a log line. */
    static final int MAX_TEXT = 100_000;

    /** Of all lines of a step together, whatever the limit of lines: what comes faster than it can be written must not pile up. */
    static final long FEWEST_CHARACTERS = 1_000_000;

    private static final long CHARACTERS_PER_LINE = 1000;

    private final StepLog log;
    private final UUID runId;
    private final int limit;
    private final long characterLimit;
    private final Redaction redaction;
    private final Map<UUID, Tally> tallies = new ConcurrentHashMap<>();

    StepMessages(StepLog log, UUID runId, int limit, Redaction redaction) {
        this.log = log;
        this.runId = runId;
        this.limit = limit;
        this.characterLimit = Math.max(FEWEST_CHARACTERS, limit * CHARACTERS_PER_LINE);
        this.redaction = redaction;
    }

    @Override
    public void accept(UUID stepId, Message message) {
        Tally tally = tallies.computeIfAbsent(stepId, id -> new Tally());
        synchronized (tally) {
            if (message.level().equals("warning")) {
                tally.warnings++;
            }
            if (tally.lines >= limit || tally.characters >= characterLimit) {
                tally.dropped++;
                return;
            }
            tally.lines++;
            var entry = new StepLog.Entry(
                    stepId, runId, tally.lines, message.level(), "message", text(message.text()), payload(message));
            tally.characters += entry.message().length();
            entry.payload().values().forEach(text -> tally.characters += text.length());
            log.append(entry);
        }
    }

    @Override
    public int warnings(UUID stepId) {
        Tally tally = tallies.getOrDefault(stepId, new Tally());
        synchronized (tally) {
            return tally.warnings;
        }
    }

    @Override
    public void finished(UUID stepId) {
        Tally tally = tallies.getOrDefault(stepId, new Tally());
        synchronized (tally) {
            if (tally.dropped > 0) {
                Map<String, String> dropped = Map.of("dropped", Long.toString(tally.dropped));
                log.append(new StepLog.Entry(
                        stepId, runId, tally.lines + 1, "info", "messages_dropped", droppedText(tally), dropped));
            }
        }
    }

    private String droppedText(Tally tally) {
        String most = tally.lines >= limit
                ? "the limit is %d per step".formatted(limit)
                : "the limit is %d characters per step".formatted(characterLimit);
        return "%d more messages were not kept; %s".formatted(tally.dropped, most);
    }

    /** What has come of one step. */
    private static final class Tally {
        private long lines;
        private long characters;
        private long dropped;
        private int warnings;
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
        if (text.length() <= MAX_TEXT) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        return text.substring(0, end) + "… (%d characters in all)".formatted(text.length());
    }
}
