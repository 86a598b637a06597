package dev.silversmith.boot;

import java.util.Optional;

/**
 * One setting.
 *
 * @param key name of the environment variable, system property or server variable
 * @param defaultValue used where none is given; null where there is none
 * @param smallest the smallest number allowed
 * @param largest the largest number allowed; smaller than {@code smallest} for a text
 * @param meaning what it controls, with its unit
 */
public record Setting(String key, String defaultValue, long smallest, long largest, String meaning) {

    static Setting text(String key, String defaultValue, String meaning) {
        return new Setting(key, defaultValue, 0, -1, meaning);
    }

    static Setting number(String key, String defaultValue, long smallest, long largest, String meaning) {
        return new Setting(key, defaultValue, smallest, largest, meaning);
    }

    /** What is wrong with a value; empty if nothing is. */
    Optional<String> check(Optional<String> value) {
        if (value.isEmpty() || largest < smallest) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(value.get());
            return number >= smallest && number <= largest ? Optional.empty() : Optional.of(refusal(value.get()));
        } catch (NumberFormatException notANumber) {
            return Optional.of(refusal(value.get()));
        }
    }

    private String refusal(String value) {
        return "%s must be a whole number from %d to %d, not '%s'".formatted(key, smallest, largest, value);
    }
}
