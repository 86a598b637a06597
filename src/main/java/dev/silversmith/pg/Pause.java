package dev.silversmith.pg;

import dev.silversmith.app.port.Patience;

/** The wait before the database is asked again. */
final class Pause {

    private static final long MILLIS = 500;

    private Pause() {}

    /**
     * Waits half a second.
     *
     * @param waitingFor what is not known or done yet, for the message
     * @throws CutShort if nothing is waited for any more, or the thread is interrupted, which it stays
     */
    static void beforeNextTry(String waitingFor, Patience patience) {
        if (patience.isOver()) {
            throw new CutShort(waitingFor);
        }
        try {
            Thread.sleep(MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CutShort(waitingFor, interrupted);
        }
    }
}
