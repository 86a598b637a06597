package dev.silversmith.fault;

import java.io.UncheckedIOException;

/** Requests to servers that die, or stand still, before they answer. */
final class Unanswered {

    private Unanswered() {}

    static void ask(Runnable request) {
        Thread thread = new Thread(
                () -> {
                    try {
                        request.run();
                    } catch (UncheckedIOException noAnswer) {
                        // As it has to be.
                    }
                },
                "unanswered");
        thread.setDaemon(true);
        thread.start();
    }
}
