package dev.silversmith.core.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How grave a line of a step's log is, from the least to the gravest. */
public enum LogLevel {
    DEBUG,
    LOG,
    INFO,
    NOTICE,
    WARNING,
    ERROR;

    /** The word in tables, addresses and JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The level of a word; empty for any other.
     *
     * @param word may be null
     */
    public static Optional<LogLevel> ofWord(String word) {
        return Arrays.stream(values())
                .filter(level -> level.word().equals(word))
                .findFirst();
    }

    /** The words of this level and of every graver one. */
    public Set<String> wordsFrom() {
        return Arrays.stream(values())
                .filter(level -> level.compareTo(this) >= 0)
                .map(LogLevel::word)
                .collect(Collectors.toUnmodifiableSet());
    }
}
