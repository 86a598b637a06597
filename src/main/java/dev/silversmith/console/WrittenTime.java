package dev.silversmith.console;

import dev.silversmith.core.shared.LocalTimes;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A time that somebody wrote into a field or an address.
 *
 * @param instant what is meant
 * @param refusal why nothing is, in words; one of the two is there
 */
record WrittenTime(Optional<Instant> instant, Optional<String> refusal) {

    /** The word for the last midnight. */
    static final String TODAY = "today";

    private static final int DATE_LENGTH = "2026-11-23".length();
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-30T00:00:00Z");
    private static final Pattern OFFSET = Pattern.compile("T.*([zZ]|[+-]\\d\\d(:?\\d\\d)?)$");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Texts.LOCALE);

    /**
     * Reads a time.
     *
     * @param text a date and a time of day, a date (its midnight), an instant with its distance from UTC, or {@link #TODAY}
     * @param zone of a text that does not tell it
     * @param now the time of the page
     */
    static WrittenTime read(String text, ZoneId zone, Instant now) {
        try {
            Optional<Instant> certain = certain(text, zone, now);
            return certain.isPresent()
                    ? inRange(certain.get(), text)
                    : local(LocalDateTime.parse(text.replace(' ', 'T')), zone, text);
        } catch (DateTimeException notATime) {
            return unreadable(text);
        }
    }

    /** The instant of a text that can mean only one; a day begins once, if not always at midnight. */
    private static Optional<Instant> certain(String text, ZoneId zone, Instant now) {
        if (text.equals(TODAY)) {
            return Optional.of(start(LocalDate.ofInstant(now, zone), zone));
        }
        if (text.length() == DATE_LENGTH) {
            return Optional.of(start(LocalDate.parse(text), zone));
        }
        return OFFSET.matcher(text).find()
                ? Optional.of(OffsetDateTime.parse(text).toInstant())
                : Optional.empty();
    }

    private static Instant start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static WrittenTime local(LocalDateTime time, ZoneId zone, String text) {
        List<Instant> meant = LocalTimes.instants(time, zone);
        if (meant.size() == 1) {
            return inRange(meant.get(0), text);
        }
        return refused(Texts.of(
                meant.isEmpty() ? "time.never" : "time.twice",
                CLOCK.format(time),
                time.toLocalDate().toString(),
                zone.getId()));
    }

    private static WrittenTime inRange(Instant instant, String text) {
        boolean known = !instant.isBefore(FIRST) && instant.isBefore(LAST);
        return known ? new WrittenTime(Optional.of(upToMicros(instant)), Optional.empty()) : unreadable(text);
    }

    /** The database counts in microseconds and would round: the next one is the first at or after the instant. */
    private static Instant upToMicros(Instant instant) {
        Instant before = instant.truncatedTo(ChronoUnit.MICROS);
        return before.equals(instant) ? instant : before.plus(1, ChronoUnit.MICROS);
    }

    private static WrittenTime unreadable(String text) {
        return refused(Texts.of("time.unreadable", text.length() <= 60 ? text : text.substring(0, 60) + "…"));
    }

    private static WrittenTime refused(String why) {
        return new WrittenTime(Optional.empty(), Optional.of(why));
    }

    /** An instant as a field for a date and a time of day has it. */
    static String field(Instant instant, ZoneId zone) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, zone);
        return time.truncatedTo(ChronoUnit.MINUTES).equals(time)
                ? time.format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm", Texts.LOCALE))
                : time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
