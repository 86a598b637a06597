package dev.silversmith.demo;

/** Why the demo cannot go on, in a sentence that names the cure. */
final class DemoRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DemoRefused(String why) {
        super(why);
    }

    DemoRefused(String why, Throwable cause) {
        super(why, cause);
    }
}
