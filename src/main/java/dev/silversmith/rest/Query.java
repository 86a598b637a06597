package dev.silversmith.rest;

import dev.silversmith.app.port.Period;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The query part of an address, read as strictly as a body: a parameter that nobody asked for, one that is there twice or has a wrong value
 * is a mistake, and {@link #check()} tells all of them.
 */
public final class Query {

    /** Items of a page whose size was not asked for. */
    public static final int DEFAULT_LIMIT = 50;

    /** Most items of a page. */
    public static final int LARGEST_LIMIT = 200;

    private static final int LONGEST = 4000;

    /** Nobody reads more of them, and an answer must not be many times as long as its request. */
    private static final int MOST_MISTAKES = 100;

    private static final int MOST_VALUES = 100;
    private static final int DATE_LENGTH = "2026-11-23".length();
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final Map<String, List<String>> parameters;
    private final Set<String> asked = new HashSet<>();
    private final List<Violation> mistakes = new ArrayList<>();

    /** Reads {@code uriInfo.getQueryParameters()}. */
    public Query(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /** The value of a parameter; empty if it is absent or blank. */
    public Optional<String> text(String name) {
        asked.add(name);
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            mistake(name, "is there more than once");
            return Optional.empty();
        }
        Optional<String> value = values.stream().findFirst().filter(text -> !text.isBlank());
        if (value.isPresent() && (value.get().length() > LONGEST || value.get().indexOf('\0') >= 0)) {
            mistake(name, "must have at most %d characters and no U+0000".formatted(LONGEST));
            return Optional.empty();
        }
        return value;
    }

    /** How many items a page may have: {@code limit}, from 1 to 200, else 50. */
    public int limit() {
        Optional<String> text = text("limit");
        if (text.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        if (text.get().matches("\\d{1,4}")) {
            int limit = Integer.parseInt(text.get());
            if (limit >= 1 && limit <= LARGEST_LIMIT) {
                return limit;
            }
        }
        mistake("limit", "must be a whole number from 1 to " + LARGEST_LIMIT);
        return DEFAULT_LIMIT;
    }

    /** The {@code nextCursor} of the page before; empty for the first page. */
    public Optional<String> cursor() {
        return text("cursor");
    }

    /** Whether a parameter is {@code true}; absent means false. */
    public boolean flag(String name) {
        Optional<String> text = text(name);
        if (text.isPresent() && !text.get().equals("true") && !text.get().equals("false")) {
            mistake(name, "must be true or false");
        }
        return text.equals(Optional.of("true"));
    }

    /** Some of a set of words, comma separated or repeated; empty for none. */
    public <T> Set<T> words(String name, Map<String, T> words) {
        asked.add(name);
        Set<T> meant = new LinkedHashSet<>();
        parameters.getOrDefault(name, List.of()).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .forEach(word -> {
                    if (words.containsKey(word)) {
                        meant.add(words.get(word));
                    } else {
                        String all = String.join(", ", new TreeSet<>(words.keySet()));
                        mistake(name, "'%s' is none of: %s".formatted(shortened(word), all));
                    }
                });
        return meant;
    }

    /** The names of procedures, one for each time that the parameter is there; empty for none. */
    public Set<QualifiedName> procedures(String name) {
        return each(name, QualifiedName::parse);
    }

    /**
     * What a parameter means, for each time that it is there.
     *
     * @param reader reads a value, or says in an {@link IllegalArgumentException} what is wrong with it
     */
    public <T> Set<T> each(String name, Function<String, T> reader) {
        asked.add(name);
        Set<T> meant = new LinkedHashSet<>();
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > MOST_VALUES) {
            mistake(name, "may be there %d times at most".formatted(MOST_VALUES));
            return meant;
        }
        for (String value : values) {
            try {
                meant.add(reader.apply(value.strip()));
            } catch (IllegalArgumentException wrong) {
                mistake(name, shortened(wrong.getMessage()));
            }
        }
        return meant;
    }

    /** From {@code from} on and before {@code to}: each an instant, or a date, which means its midnight in UTC. */
    public Period period() {
        Optional<Instant> from = text("from").flatMap(text -> instant("from", text));
        Optional<Instant> to = text("to").flatMap(text -> instant("to", text));
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            mistake("to", "is before from");
        }
        return new Period(from, to);
    }

    private Optional<Instant> instant(String name, String text) {
        try {
            Instant instant = text.length() == DATE_LENGTH
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
            if (!instant.isBefore(FIRST) && instant.isBefore(LAST)) {
                return Optional.of(upToMicros(instant));
            }
        } catch (DateTimeException notATime) {
            // Refused below, with the same words as one out of range.
        }
        mistake(
                name,
                "'%s' is neither an instant such as 2026-11-23T06:00:00Z nor a date such as 2026-11-23%s"
                        .formatted(shortened(text), text.indexOf(' ') > 0 ? "; write + as %2B" : ""));
        return Optional.empty();
    }

    /** The database counts in microseconds and would round: the next one is the first at or after the instant. */
    private static Instant upToMicros(Instant instant) {
        Instant before = instant.truncatedTo(ChronoUnit.MICROS);
        return before.equals(instant) ? instant : before.plus(1, ChronoUnit.MICROS);
    }

    /** Remembers a mistake that only the caller can see. */
    public void mistake(String name, String detail) {
        if (mistakes.size() < MOST_MISTAKES) {
            mistakes.add(new Violation("?" + name, detail));
        }
    }

    /**
     * Ends the reading.
     *
     * @throws ProblemException {@link Problem#INVALID_REQUEST} with every mistake
     */
    public void check() {
        parameters.keySet().stream()
                .filter(name -> !asked.contains(name))
                .forEach(name -> mistake(shortened(name), "there is no such parameter"));
        if (!mistakes.isEmpty()) {
            Violation first = mistakes.get(0);
            throw new ProblemException(Problem.INVALID_REQUEST, first.pointer() + " " + first.detail(), mistakes);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
