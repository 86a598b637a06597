package dev.silversmith.testing.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The traps of a proxy; each catches one COMMIT. */
final class Traps {

    private final List<CommitTrap> armed = new ArrayList<>();
    private final List<CommitTrap> all = new ArrayList<>();

    synchronized CommitTrap arm(CommitTrap trap) {
        armed.add(trap);
        all.add(trap);
        return trap;
    }

    /** The trap for this COMMIT, which no other will take. */
    synchronized Optional<CommitTrap> take(String user, Conversation conversation) {
        Optional<CommitTrap> found =
                armed.stream().filter(trap -> trap.isFor(user, conversation)).findFirst();
        found.ifPresent(armed::remove);
        return found;
    }

    synchronized void close() {
        armed.clear();
        all.forEach(CommitTrap::release);
    }
}
