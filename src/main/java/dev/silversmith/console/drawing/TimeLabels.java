package dev.silversmith.console.drawing;

import dev.silversmith.console.Texts;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** What the marks of an axis are called: as exact as they are, with the day where it changes. */
final class TimeLabels {

    private static final DateTimeFormatter DAY = format("MM-dd ");
    private static final DateTimeFormatter MINUTES = format("HH:mm");
    private static final DateTimeFormatter SECONDS = format("HH:mm:ss");
    private static final DateTimeFormatter MILLIS = format("HH:mm:ss.SSS");

    private final ZoneId zone;
    private final DateTimeFormatter exactness;
    private LocalDate day;

    TimeLabels(ZoneId zone, List<Instant> ticks) {
        this.zone = zone;
        this.exactness = exactness(ticks);
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Texts.LOCALE);
    }

    private static DateTimeFormatter exactness(List<Instant> ticks) {
        if (ticks.stream().anyMatch(tick -> tick.toEpochMilli() % 1000 != 0)) {
            return MILLIS;
        }
        return ticks.stream().allMatch(tick -> tick.getEpochSecond() % 60 == 0) ? MINUTES : SECONDS;
    }

    /** The label of the next mark. */
    String of(Instant tick) {
        LocalDate date = tick.atZone(zone).toLocalDate();
        String prefix = date.equals(day) ? "" : DAY.format(date);
        day = date;
        return prefix + exactness.format(tick.atZone(zone));
    }
}
