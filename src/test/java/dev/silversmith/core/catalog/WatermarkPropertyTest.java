package dev.silversmith.core.catalog;

import static dev.silversmith.core.catalog.WatermarkType.BIGINT;
import static dev.silversmith.core.catalog.WatermarkType.TIMESTAMPTZ;
import static dev.silversmith.core.catalog.WatermarkType.XID8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Whatever the value and the distance: a window never begins after the watermark, and a value has one form. */
class WatermarkPropertyTest {

    private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
    private static final DateTimeFormatter AS_POSTGRESQL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSxxx");

    @Provide
    Arbitrary<Instant> points() {
        return Arbitraries.longs().between(FIRST + 100_000, LAST - 100_000).flatMap(second -> Arbitraries.integers()
                .between(0, 999_999)
                .map(micro -> Instant.ofEpochSecond(second, micro * 1000L)));
    }

    @Property
    void a_point_in_time_has_one_form_in_every_offset(
            @ForAll("points") Instant point, @ForAll @IntRange(min = -18 * 60, max = 18 * 60) int minutes) {
        String there = AS_POSTGRESQL.format(point.atOffset(ZoneOffset.ofTotalSeconds(minutes * 60)));

        assertThat(TIMESTAMPTZ.canonical(there)).isEqualTo(point.toString());
        assertThat(TIMESTAMPTZ.canonical(TIMESTAMPTZ.canonical(there))).isEqualTo(TIMESTAMPTZ.canonical(there));
    }

    @Property
    void a_number_has_one_form(@ForAll long number) {
        assertThat(BIGINT.canonical(BIGINT.canonical(Long.toString(number)))).isEqualTo(Long.toString(number));
        assertThat(XID8.canonical(XID8.canonical(Long.toUnsignedString(number))))
                .isEqualTo(Long.toUnsignedString(number));
    }

    @Property
    void a_window_of_time_begins_exactly_the_lookback_before_the_watermark(
            @ForAll("points") Instant stored, @ForAll @LongRange(max = 36_525L * 86_400) long seconds) {
        String distance =
                TIMESTAMPTZ.canonicalDistance(Duration.ofSeconds(seconds).toString());

        String lower = watermark(TIMESTAMPTZ, distance)
                .lowerBound(Optional.of(stored.toString()), Mode.INCREMENTAL)
                .orElseThrow();

        Instant expected = stored.minusSeconds(seconds);
        assertThat(lower).isEqualTo(expected.getEpochSecond() < FIRST ? "-infinity" : expected.toString());
        assertThat(lower.equals("-infinity") || !Instant.parse(lower).isAfter(stored))
                .isTrue();
    }

    @Property
    void a_window_of_numbers_never_begins_after_the_watermark(
            @ForAll long stored, @ForAll @LongRange(max = Long.MAX_VALUE) long distance) {
        long lower = Long.parseLong(watermark(BIGINT, Long.toString(distance))
                .lowerBound(Optional.of(Long.toString(stored)), Mode.INCREMENTAL)
                .orElseThrow());

        assertThat(lower).isLessThanOrEqualTo(stored);
        assertThat(lower == Long.MIN_VALUE || lower == stored - distance).isTrue();
    }

    private static Watermark watermark(WatermarkType type, String lookback) {
        return new Watermark(
                type,
                Optional.empty(),
                Optional.of("select 1"),
                Optional.empty(),
                Optional.of(lookback),
                Watermark.Bound.EXCLUSIVE,
                Watermark.Bound.INCLUSIVE);
    }
}
