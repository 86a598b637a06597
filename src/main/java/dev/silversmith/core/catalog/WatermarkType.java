package dev.silversmith.core.catalog;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The types that a watermark can have; each has one text form for each value, in which it is kept, shown and bound. */
public enum WatermarkType {
    /** ISO-8601 in UTC to the microsecond, or {@code -infinity}. */
    TIMESTAMPTZ("2000-01-01T00:00:00Z") {
        @Override
        public String canonical(String text) {
            String stripped = text.strip();
            if (stripped.equals(BEFORE_ALL)) {
                return BEFORE_ALL;
            }
            if (stripped.equals(AFTER_ALL)) {
                throw new IllegalArgumentException("a watermark at infinity would never let anything be loaded again");
            }
            try {
                Instant instant = OffsetDateTime.parse(stripped, POINT_IN_TIME)
                        .toInstant()
                        .truncatedTo(ChronoUnit.MICROS);
                if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
                    throw new IllegalArgumentException("'%s' is outside the years 1 to 9999".formatted(text));
                }
                return instant.toString();
            } catch (DateTimeException unreadable) {
                throw new IllegalArgumentException(
                        "'%s' is not a point in time with its offset, like 2026-01-31T00:00:00Z, or -infinity"
                                .formatted(text),
                        unreadable);
            }
        }

        @Override
        public String canonicalDistance(String text) {
            try {
                Duration distance = Duration.parse(text.strip());
                if (!distance.isNegative() && distance.toDays() <= LONGEST_DAYS) {
                    return distance.truncatedTo(ChronoUnit.MICROS).toString();
                }
            } catch (DateTimeException unreadable) {
                throw new IllegalArgumentException(NO_DURATION.formatted(text), unreadable);
            }
            throw new IllegalArgumentException(NO_DURATION.formatted(text));
        }

        @Override
        public String minus(String value, String distance) {
            if (value.equals(BEFORE_ALL)) {
                return BEFORE_ALL;
            }
            Instant moved = Instant.parse(value).minus(Duration.parse(distance));
            return moved.isBefore(EARLIEST) ? BEFORE_ALL : moved.toString();
        }
    },

    /** A whole number of 64 bits. */
    BIGINT("1") {
        @Override
        public String canonical(String text) {
            try {
                return Long.toString(Long.parseLong(text.strip()));
            } catch (NumberFormatException unreadable) {
                throw new IllegalArgumentException("'%s' is not a whole number of 64 bits".formatted(text), unreadable);
            }
        }

        @Override
        public String canonicalDistance(String text) {
            String distance = canonical(text);
            if (distance.startsWith("-")) {
                throw new IllegalArgumentException("'%s' is negative".formatted(text));
            }
            return distance;
        }

        @Override
        public String minus(String value, String distance) {
            long from = Long.parseLong(value);
            long back = Long.parseLong(distance);
            return Long.toString(from < Long.MIN_VALUE + back ? Long.MIN_VALUE : from - back);
        }
    },

    /** A transaction id of 64 bits, not negative. */
    XID8("1") {
        @Override
        public String canonical(String text) {
            try {
                return Long.toUnsignedString(Long.parseUnsignedLong(text.strip()));
            } catch (NumberFormatException unreadable) {
                throw new IllegalArgumentException(
                        "'%s' is not a transaction id of 64 bits".formatted(text), unreadable);
            }
        }
    },

    /** Any text, compared in C collation. */
    TEXT("a") {
        @Override
        public String canonical(String text) {
            return text;
        }
    };

    private static final String BEFORE_ALL = "-infinity";
    private static final String AFTER_ALL = "infinity";
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");
    private static final long LONGEST_DAYS = 36_525;
    private static final String NO_DURATION =
            "'%s' is not an ISO-8601 duration like PT10M, not negative, of at most 100 years";

    /** ISO-8601, or as PostgreSQL prints it: a blank instead of the T, and an offset in hours only. A day that is not there is refused. */
    private static final DateTimeFormatter POINT_IN_TIME = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR, 4, 6, SignStyle.NOT_NEGATIVE)
            .appendPattern("-MM-dd[' ']['T']HH:mm[:ss]")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendOffset("+HH:mm:ss", "Z")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT)
            .withZone(ZoneOffset.UTC);

    private final String sample;

    WatermarkType(String sample) {
        this.sample = sample;
    }

    /** The word in the catalog file and in tables, which is the SQL type as well. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type's own name in PostgreSQL's catalog; the SQL type can be an alias of it. */
    public String catalogName() {
        return this == BIGINT ? "int8" : word();
    }

    /** Some value of the type, to try with what it can be cast to. */
    public String sample() {
        return sample;
    }

    /** Whether a distance can be taken off a value. */
    public boolean hasDistance() {
        return this == TIMESTAMPTZ || this == BIGINT;
    }

    /**
     * The one text form of a value.
     *
     * @throws IllegalArgumentException if the text is no value of the type; the message says what would be
     */
    public abstract String canonical(String text);

    /**
     * The one text form of a distance.
     *
     * @throws IllegalArgumentException if it is none, or the type has no distances
     */
    public String canonicalDistance(String text) {
        throw new IllegalArgumentException(
                "a watermark of type %s has no lookback, only timestamptz and bigint have".formatted(word()));
    }

    /**
     * A value moved back by a distance, at most to the type's first value; both in their text form.
     *
     * @throws UnsupportedOperationException if the type has no distances
     */
    public String minus(String value, String distance) {
        throw new UnsupportedOperationException(word() + " has no distances");
    }

    public static Optional<WatermarkType> ofWord(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}
