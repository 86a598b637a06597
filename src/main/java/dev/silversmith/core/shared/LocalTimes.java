package dev.silversmith.core.shared;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/** What somebody means who writes down a date and a time of day without saying how far it is from UTC. */
public final class LocalTimes {

    private LocalTimes() {}

    /**
     * The instants at which clocks of a zone show a time: one, but none where clocks are put forward over it, and two, the earlier first,
     * where they are put back over it.
     */
    public static List<Instant> instants(LocalDateTime time, ZoneId zone) {
        return zone.getRules().getValidOffsets(time).stream()
                .map(time::toInstant)
                .sorted()
                .toList();
    }
}
