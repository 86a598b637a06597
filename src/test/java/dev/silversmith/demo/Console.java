package dev.silversmith.demo;

/** Lines for the person who started the demo, between Maven's and the server's. */
final class Console {

    private Console() {}

    static void line(String text) {
        System.out.println(text);
        System.out.flush();
    }

    /** A sentence that must not be overlooked. */
    static void error(String sentence) {
        line(System.lineSeparator() + "DEMO: " + sentence + System.lineSeparator());
    }
}
