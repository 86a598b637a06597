package dev.silversmith.testing.fault;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a client says to the database on one connection: which statements, under which names, and when it says COMMIT. */
final class Conversation {

    /** Statements by the name under which the client has prepared them. */
    private final Map<String, String> prepared = new ConcurrentHashMap<>();

    private final Set<String> ofTransaction = new LinkedHashSet<>();

    /** Whether COMMIT begins with this message: with its text, or with the use of a statement that was prepared before. */
    synchronized boolean isCommit(Message message) {
        String statement = statement(message);
        if (!statement.isEmpty()) {
            ofTransaction.add(statement);
        }
        return statement.strip().toUpperCase(Locale.ROOT).equals("COMMIT");
    }

    private String statement(Message message) {
        return switch (message.type()) {
            case 'Q' -> message.text(0);
            case 'P' -> {
                prepared.put(message.text(0), message.text(1));
                yield message.text(1);
            }
            case 'B' -> prepared.getOrDefault(message.text(1), "");
            default -> "";
        };
    }

    /** Whether the open transaction has a statement with this in it. */
    synchronized boolean has(String part) {
        return ofTransaction.stream().anyMatch(statement -> statement.contains(part));
    }

    /** Hears what the database answers: a transaction ends when it says so. */
    synchronized void answered(Message message) {
        if (message.type() == 'Z' && message.letter(0) == 'I') {
            ofTransaction.clear();
        }
    }
}
