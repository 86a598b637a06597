package dev.silversmith.rest.json;

import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.rest.json.JsonBody.Mistake;
import dev.silversmith.wire.LiteralJson;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The fields of one JSON object. Each question names a field and its type; a field that is absent or null is empty, one that is wrong is
 * empty too and remembered as a mistake.
 */
public final class JsonFields {

    private static final int LONGEST_QUOTE = 60;
    private static final int LAST_YEAR = 9999;

    private final JsonObject json;
    private final String pointer;
    private final List<Mistake> mistakes;
    private final Set<String> asked = new HashSet<>();

    JsonFields(JsonObject json, String pointer, List<Mistake> mistakes) {
        this.json = json;
        this.pointer = pointer;
        this.mistakes = mistakes;
    }

    /**
     * A text.
     *
     * @param longest most characters
     */
    public Optional<String> text(String name, int longest) {
        Optional<String> text = value(name, JsonString.class, "a text").map(JsonString::getString);
        if (text.isPresent() && text.get().length() > longest) {
            mistake(
                    name,
                    "must have at most %d characters, not %d"
                            .formatted(longest, text.get().length()));
            return Optional.empty();
        }
        return text;
    }

    /** true or false. */
    public Optional<Boolean> flag(String name) {
        return value(name, JsonValue.class, "true or false").flatMap(value -> {
            if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
                return Optional.of(value == JsonValue.TRUE);
            }
            mistake(name, "must be true or false");
            return Optional.empty();
        });
    }

    /** A whole number from {@code smallest} to {@code largest}. */
    public Optional<Integer> number(String name, int smallest, int largest) {
        Optional<JsonNumber> number = value(name, JsonNumber.class, "a number");
        if (number.isEmpty()) {
            return Optional.empty();
        }
        double size = number.get().doubleValue();
        if (size != Math.rint(size) || size < smallest || size > largest) {
            mistake(name, "must be a whole number from %d to %d".formatted(smallest, largest));
            return Optional.empty();
        }
        return Optional.of((int) size);
    }

    /** One of some words, exactly as written. */
    public <T> Optional<T> word(String name, Map<String, T> words) {
        return text(name, LONGEST_QUOTE).flatMap(word -> {
            Optional<T> meant = Optional.ofNullable(words.get(word));
            if (meant.isEmpty()) {
                String all = String.join(", ", words.keySet().stream().sorted().toList());
                mistake(name, "'%s' is none of: %s".formatted(word, all));
            }
            return meant;
        });
    }

    /** A day, {@code 2026-11-23}, in the years 1 to 9999: PostgreSQL's calendar is shorter than Java's. */
    public Optional<LocalDate> date(String name) {
        Optional<LocalDate> date = parsed(name, LocalDate::parse, "a date like 2026-11-23");
        if (date.isPresent() && (date.get().getYear() < 1 || date.get().getYear() > LAST_YEAR)) {
            mistake(name, "must be in the years 1 to " + LAST_YEAR);
            return Optional.empty();
        }
        return date;
    }

    /** An ISO-8601 duration, {@code PT30M}, from {@code shortest} to {@code longest}, in whole milliseconds. */
    public Optional<Duration> duration(String name, Duration shortest, Duration longest) {
        Optional<Duration> duration = parsed(name, Duration::parse, "a duration like PT30M");
        if (duration.isPresent()
                && (duration.get().compareTo(shortest) < 0 || duration.get().compareTo(longest) > 0)) {
            mistake(name, "must last from %s to %s".formatted(shortest, longest));
            return Optional.empty();
        }
        if (duration.isPresent()
                && !duration.get().truncatedTo(ChronoUnit.MILLIS).equals(duration.get())) {
            mistake(name, "must be in whole milliseconds");
            return Optional.empty();
        }
        return duration;
    }

    /** A text that something else reads; what it refuses with an {@link IllegalArgumentException} is a mistake. */
    public <T> Optional<T> parsed(String name, Function<String, T> parser, String wanted) {
        return text(name, Integer.MAX_VALUE).flatMap(text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (IllegalArgumentException | DateTimeException refused) {
                mistake(name, "'%s' is not %s".formatted(shortened(text), wanted));
                return Optional.empty();
            }
        });
    }

    /** An object, to be read in its turn. */
    public <T> Optional<T> object(String name, Function<JsonFields, T> reading) {
        return value(name, JsonObject.class, "an object").map(object -> {
            JsonFields fields = new JsonFields(object, pointer(name), mistakes);
            T result = reading.apply(fields);
            fields.refuseOthers();
            return result;
        });
    }

    /** Every field's name, in the order of the body, for an object whose keys are the caller's own words. */
    public List<String> names() {
        return List.copyOf(json.keySet());
    }

    /** Every field as a constant: text, number, true, false or null. */
    public Map<String, Literal> literals() {
        Map<String, Literal> literals = new LinkedHashMap<>();
        json.forEach((name, value) -> {
            asked.add(name);
            LiteralJson.read(value)
                    .ifPresentOrElse(
                            literal -> literals.put(name, literal),
                            () -> mistake(name, "must be a text, a number, true, false or null"));
        });
        return literals;
    }

    /** Refuses fields of the contract whose behaviour is not built yet; they are named, never ignored. */
    public void notBuiltYet(String... names) {
        for (String name : names) {
            asked.add(name);
            if (json.getOrDefault(name, JsonValue.NULL) != JsonValue.NULL) {
                note(name, name + " is not supported yet", true);
            }
        }
    }

    /** Remembers a mistake that only the caller can see. */
    public void mistake(String name, String detail) {
        note(name, detail, false);
    }

    /** Remembers a value of a known field whose behaviour is not built yet. */
    public void notBuiltYetValue(String name, String detail) {
        note(name, detail, true);
    }

    private void note(String name, String detail, boolean unbuilt) {
        if (mistakes.size() < JsonBody.MOST_MISTAKES) {
            mistakes.add(new Mistake(new Violation(pointer(name), detail), unbuilt));
        }
    }

    void refuseOthers() {
        json.keySet().stream()
                .filter(name -> !asked.contains(name))
                .forEach(name -> mistake(name, "there is no such field"));
    }

    private <T extends JsonValue> Optional<T> value(String name, Class<T> type, String wanted) {
        asked.add(name);
        JsonValue value = json.get(name);
        if (value == null || value == JsonValue.NULL) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            mistake(name, "must be " + wanted);
            return Optional.empty();
        }
        return Optional.of(type.cast(value));
    }

    private String pointer(String name) {
        return pointer + Violation.at("", name).pointer();
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
