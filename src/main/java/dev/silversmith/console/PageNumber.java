package dev.silversmith.console;

import java.util.regex.Pattern;

/** How an address names a page of a list. */
final class PageNumber {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");

    private PageNumber() {}

    /** The number of a text; 1 for null and for whatever is none. */
    static int of(String text) {
        return text != null && NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 1;
    }
}
