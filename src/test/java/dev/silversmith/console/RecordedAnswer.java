package dev.silversmith.console;

/** Remembers the status that a bean answered with. */
final class RecordedAnswer extends Answer {

    /** 0 while the page itself is the answer. */
    int status;

    @Override
    void badRequest() {
        status = 400;
    }

    @Override
    void notFound() {
        status = 404;
    }
}
