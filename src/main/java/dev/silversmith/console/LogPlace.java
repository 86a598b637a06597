package dev.silversmith.console;

import dev.silversmith.app.port.RunLog.Place;
import dev.silversmith.app.port.RunLog.RunLogLine;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an address names a line of a run's log. */
final class LogPlace {

    private static final Pattern PLACE =
            Pattern.compile("([0-9]{4}-[0-9TZ:.-]{15,25})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([0-9]{1,18})");

    private LogPlace() {}

    /**
     * The place of a text.
     *
     * @param text may be null, or anything
     */
    static Optional<Place> read(String text) {
        Matcher place = PLACE.matcher(text == null ? "" : text);
        if (!place.matches()) {
            return Optional.empty();
        }
        try {
            Instant ts = Instant.parse(place.group(1));
            return Optional.of(new Place(ts, UUID.fromString(place.group(2)), Long.parseLong(place.group(3))));
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }

    static String write(Place place) {
        return "%s_%s_%d".formatted(place.ts(), place.step(), place.line());
    }

    /** The id of a line's element: the end of its step's id, and its number. */
    static String anchor(RunLogLine line) {
        String step = line.step().toString();
        return "L%s-%d"
                .formatted(
                        step.substring(step.lastIndexOf('-') + 1), line.line().line());
    }
}
