package dev.silversmith.console;

import dev.silversmith.app.port.Blockers.Blocker;
import dev.silversmith.app.port.RunView.StepCounts;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.run.Skip;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * How pages say values: the functions of the tag library.
 *
 * <p>They return plain text; the page escapes it.
 */
public final class Words {

    /** What is not known. */
    static final String UNKNOWN = "–";

    private static final String GROUP = "group:";
    private static final DateTimeFormatter DATE = format("uuuu-MM-dd");
    private static final DateTimeFormatter SECONDS = format("HH:mm:ss ");
    private static final DateTimeFormatter MILLIS = format("HH:mm:ss.SSS ");
    private static final DateTimeFormatter ABBREVIATION = format("zzz");
    private static final Pattern BREAKS = Pattern.compile("(?<=[._])");

    private Words() {}

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Texts.LOCALE);
    }

    /** The day of an instant in a zone. */
    public static String date(Instant instant, ZoneId zone) {
        return DATE.format(instant.atZone(zone));
    }

    /** The time of day of an instant to the second, with its zone. */
    public static String clock(Instant instant, ZoneId zone) {
        return SECONDS.format(instant.atZone(zone)) + abbreviation(instant, zone);
    }

    /** The time of day of an instant to the millisecond, with its zone. */
    public static String exactClock(Instant instant, ZoneId zone) {
        return MILLIS.format(instant.atZone(zone)) + abbreviation(instant, zone);
    }

    /** {@code UTC}, {@code CET} in winter, {@code CEST} in summer; an offset where a zone has no such name. */
    static String abbreviation(Instant instant, ZoneId zone) {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : ABBREVIATION.format(instant.atZone(zone));
    }

    /** The parts of a name between which a line may break. */
    public static List<String> pieces(String name) {
        return List.of(BREAKS.split(name));
    }

    /**
     * How long something took, or has taken until now.
     *
     * @param millis the measured duration in milliseconds
     * @param start when it started
     * @param end when it ended
     * @param now the time of the page; taken as the start where the database's clock is ahead
     */
    public static String duration(Optional<Long> millis, Optional<Instant> start, Optional<Instant> end, Instant now) {
        if (millis.isPresent()) {
            return span(Duration.ofMillis(millis.get()));
        }
        if (start.isEmpty() || end.isPresent()) {
            return UNKNOWN;
        }
        Duration elapsed = Duration.between(start.get(), now);
        return span(elapsed.isNegative() ? Duration.ZERO : elapsed);
    }

    /** A duration in its two largest units, cut, never rounded up: {@code 0.42 s}, {@code 3 min 12 s}, {@code 2 d 03 h}. */
    static String span(Duration duration) {
        if (duration.toMillis() < 10) {
            return "%d ms".formatted(duration.toMillis());
        }
        if (duration.toSeconds() < 10) {
            return "%d.%02d s".formatted(duration.toSeconds(), duration.toMillisPart() / 10);
        }
        if (duration.toMinutes() == 0) {
            return "%d s".formatted(duration.toSeconds());
        }
        if (duration.toHours() == 0) {
            return "%d min %02d s".formatted(duration.toMinutes(), duration.toSecondsPart());
        }
        if (duration.toDays() == 0) {
            return "%d h %02d min".formatted(duration.toHours(), duration.toMinutesPart());
        }
        return "%d d %02d h".formatted(duration.toDays(), duration.toHoursPart());
    }

    /** A duration in milliseconds. */
    public static String millis(long millis) {
        return span(Duration.ofMillis(millis));
    }

    /** How long ago something was; where the database's clock is ahead, no time. */
    public static String age(Instant then, Instant now) {
        return duration(Optional.empty(), Optional.of(then), Optional.empty(), now);
    }

    /** What a refusal says, as a sentence of a page. */
    static String sentence(String message) {
        int first = message.offsetByCodePoints(0, Math.min(1, message.length()));
        return message.substring(0, first).toUpperCase(Texts.LOCALE) + message.substring(first) + ".";
    }

    /** The first line of a text. */
    public static String first(String text) {
        return firstLine(text);
    }

    /** A number of rows, grouped. */
    public static String rows(long rows) {
        return NumberFormat.getIntegerInstance(Texts.LOCALE).format(rows);
    }

    /** How the steps of a run stand: {@code 18 succeeded, 1 failed}; statuses without a step are left out. */
    public static String steps(StepCounts counts) {
        StringJoiner words = new StringJoiner(", ");
        words.setEmptyValue(Texts.of("count.none"));
        add(words, "count.succeeded", counts.succeeded());
        add(words, "count.failed", counts.failed());
        add(words, "count.running", counts.running());
        add(words, "count.rolled_back", counts.rolledBack());
        add(words, "count.interrupted", counts.interrupted());
        add(words, "count.cancelled", counts.cancelled());
        add(words, "count.skipped", counts.skipped());
        add(words, "count.pending", counts.pending());
        return words.toString();
    }

    private static void add(StringJoiner words, String key, long count) {
        if (count > 0) {
            words.add(Texts.of(key, rows(count)));
        }
    }

    /** What is to be said of a step in one line; empty if nothing. */
    public static String message(StepView step) {
        if (step.error().isPresent()) {
            return firstLine(step.error().get().message());
        }
        if (step.skippedBecause().isPresent()) {
            String because = step.skippedBecause().get();
            return because.equals(Skip.RUN_STOPPED)
                    ? Texts.of("message.stopped")
                    : Texts.of("message.skipped", because);
        }
        return switch (step.status()) {
            case ROLLED_BACK -> Texts.of("message.rolledBack");
            case INTERRUPTED -> Texts.of("message.interrupted");
            case PENDING, RUNNING, SUCCEEDED, FAILED, SKIPPED, CANCELLED -> "";
        };
    }

    /** The name of the group with which a step shares its transaction; empty if it has one of its own. */
    public static String group(StepView step) {
        return step.unit().startsWith(GROUP) ? step.unit().substring(GROUP.length()) : "";
    }

    /** Who holds the lock for which a step waits. */
    public static String blocker(Blocker blocker) {
        if (blocker.pid() == 0) {
            return Texts.of("blocker.prepared");
        }
        return Texts.of(
                blocker.query().isPresent() ? "blocker.session" : "blocker.session.hidden",
                Integer.toString(blocker.pid()),
                blocker.user().orElse(UNKNOWN));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
