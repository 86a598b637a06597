package dev.silversmith.testing.fault;

import java.util.HashMap;
import java.util.Map;

/** What happens to the bytes of each login now. */
final class Modes {

    /** What can happen to them. */
    enum Mode {
        PASS,
        STALL,
        LOSE_TOWARDS_SERVER,
        LOSE_TOWARDS_CLIENT,
        REFUSE
    }

    private final Map<String, Mode> byUser = new HashMap<>();
    private Mode ofAll = Mode.PASS;
    private boolean closed;

    /** Sets the mode of these logins; of all connections if none is named. */
    synchronized void set(Mode mode, String... users) {
        if (users.length == 0) {
            ofAll = mode;
            byUser.clear();
        }
        for (String user : users) {
            byUser.put(user, mode);
        }
        notifyAll();
    }

    private Mode of(String user) {
        return ofAll == Mode.PASS ? byUser.getOrDefault(user, Mode.PASS) : ofAll;
    }

    /** The mode of a login as soon as nothing stalls it. */
    synchronized Mode awaitFlow(String user) throws InterruptedException {
        while (!closed && of(user) == Mode.STALL) {
            wait();
        }
        return of(user);
    }

    synchronized boolean stalls(String user) {
        return of(user) == Mode.STALL;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
