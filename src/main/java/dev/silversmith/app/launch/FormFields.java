package dev.silversmith.app.launch;

import dev.silversmith.app.RequestLimits;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the texts of a form; what makes no sense is remembered as a mistake and gives the default. */
final class FormFields {

    private final LaunchForm form;
    private final List<Violation> mistakes = new ArrayList<>();

    FormFields(LaunchForm form) {
        this.form = form;
    }

    List<Violation> mistakes() {
        return mistakes;
    }

    void mistake(String name, String detail) {
        mistakes.add(Violation.at(detail, name));
    }

    String expression(String name, String text) {
        if (text.length() > RequestLimits.LONGEST_SELECTION) {
            mistake(name, "must have at most %d characters".formatted(RequestLimits.LONGEST_SELECTION));
            return "";
        }
        return text;
    }

    <T> T word(String name, Map<String, T> words, T usual) {
        String text = form.field(name);
        if (!text.isEmpty() && !words.containsKey(text)) {
            mistake(
                    name,
                    "'%s' is none of: %s"
                            .formatted(
                                    text,
                                    String.join(
                                            ", ",
                                            words.keySet().stream().sorted().toList())));
        }
        return words.getOrDefault(text, usual);
    }

    int number(String name, int smallest, int largest, int usual) {
        String text = form.field(name);
        boolean number = text.matches("[0-9]{1,9}");
        if (text.isEmpty() || (number && Integer.parseInt(text) >= smallest && Integer.parseInt(text) <= largest)) {
            return text.isEmpty() ? usual : Integer.parseInt(text);
        }
        mistake(name, "must be a whole number from %d to %d".formatted(smallest, largest));
        return usual;
    }

    Optional<Duration> duration(String name, Duration shortest, Duration longest) {
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

    Optional<LocalDate> date(String name, int lastYear) {
        Optional<LocalDate> date = parsed(name, LocalDate::parse, "a date (YYYY-MM-DD)");
        if (date.isPresent() && (date.get().getYear() < 1 || date.get().getYear() > lastYear)) {
            mistake(name, "must be in the years 1 to " + lastYear);
            return Optional.empty();
        }
        return date;
    }

    ZoneId zone(String name) {
        return parsed(name, ZoneId::of, "a time zone like Europe/Berlin").orElse(ZoneOffset.UTC);
    }

    private <T> Optional<T> parsed(String name, Function<String, T> parser, String wanted) {
        String text = form.field(name);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(parser.apply(text));
        } catch (DateTimeException refused) {
            mistake(name, "'%s' is not %s".formatted(text, wanted));
            return Optional.empty();
        }
    }
}
