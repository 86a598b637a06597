package dev.silversmith.core.shared;

/** Text of others for the server's own log: names, messages of the database. It never begins a line of its own there. */
public final class OneLine {

    private static final int LONGEST = 2000;

    private OneLine() {}

    /**
     * The text in one line, with control characters and marks of direction as escapes, cut where it is very long.
     *
     * @param text anything; null reads as {@code null}
     */
    public static String of(Object text) {
        String whole = String.valueOf(text);
        StringBuilder line = new StringBuilder();
        whole.codePoints().limit(LONGEST).forEach(character -> {
            if (isPlain(character)) {
                line.appendCodePoint(character);
            } else {
                line.append("\\u%04x".formatted(character));
            }
        });
        return whole.codePoints().skip(LONGEST).findAny().isPresent() ? line + "…" : line.toString();
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
