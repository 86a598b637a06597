package dev.silversmith.console;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The console's texts, by the keys of {@code messages.properties}. */
public final class Texts {

    public static final Locale LOCALE = Locale.ENGLISH;

    private static final String BUNDLE = "dev.silversmith.console.messages";

    private Texts() {}

    /**
     * The text of a key with its places filled.
     *
     * @throws java.util.MissingResourceException if there is no such key
     */
    public static String of(String key, Object... values) {
        String pattern = ResourceBundle.getBundle(BUNDLE, LOCALE).getString(key);
        return new MessageFormat(pattern, LOCALE).format(values);
    }
}
