package dev.silversmith.rest.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.ChangeQueries.NewLine;
import dev.silversmith.app.port.ChangeQueries.NewLines;
import dev.silversmith.app.port.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What one watcher is told. */
class WatcherTest {

    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
    private static final UUID RUN = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final UUID OTHER = UUID.fromString("00000000-0000-0000-0000-000000000002");
    private static final UUID STEP = UUID.fromString("00000000-0000-0000-0000-00000000000a");

    private final RecordedOutlet outlet = new RecordedOutlet();

    private Watcher watcher(Wish wish) {
        return new Watcher(new Channel(outlet, Runnable::run), wish, Optional.empty(), NOW.plusSeconds(600));
    }

    private static Wish wish(boolean logs, Optional<UUID> step) {
        return new Wish(Optional.of(RUN), logs, step);
    }

    private static News runs(Map<UUID, String> runs) {
        return new News(runs, List.of(), News.NO_LINES, Set.of());
    }

    private static News lines(UUID step, int number, long unread) {
        List<NewLine> lines = LongStream.rangeClosed(1, number)
                .mapToObj(line -> new NewLine(
                        RUN, step, "silver.p", new LogLine(line, NOW, "info", "message", "m" + line, Optional.empty())))
                .toList();
        return new News(Map.of(), List.of(), new NewLines(lines, Map.of(step, unread)), Set.of());
    }

    @Test
    void the_last_event_of_a_burst_carries_the_position() {
        Watcher watcher = watcher(Wish.OVERVIEW);

        watcher.tell(runs(Map.of(RUN, "{\"a\":1}", OTHER, "{\"b\":1}")), "p1", NOW);

        assertThat(outlet.events).extracting(Event::id).containsExactly(Optional.empty(), Optional.of("p1"));
        assertThat(watcher.position()).contains("p1");
    }

    @Test
    void what_has_been_told_is_not_told_again_until_it_is_different() {
        Watcher watcher = watcher(wish(false, Optional.empty()));

        watcher.tell(runs(Map.of(RUN, "{\"a\":1}")), "p1", NOW);
        watcher.tell(runs(Map.of(RUN, "{\"a\":1}")), "p2", NOW);
        watcher.tell(runs(Map.of(RUN, "{\"a\":2}")), "p3", NOW);
        watcher.tell(runs(Map.of(RUN, "{\"a\":1}")), "p4", NOW);

        assertThat(outlet.events).extracting(Event::data).containsExactly("{\"a\":1}", "{\"a\":2}", "{\"a\":1}");
    }

    @Test
    void another_run_is_no_business_of_his() {
        Watcher watcher = watcher(wish(true, Optional.empty()));
        watcher.tell(runs(Map.of()), "p1", NOW);

        watcher.tell(runs(Map.of(OTHER, "{}")), "p2", NOW);

        assertThat(outlet.names()).containsExactly("alive");
        assertThat(outlet.events.get(0).id()).contains("p1");
    }

    @Test
    void the_end_of_the_run_is_told_last_and_ends_the_stream() {
        Watcher watcher = watcher(wish(false, Optional.empty()));

        watcher.tell(new News(Map.of(RUN, "{}"), List.of(), News.NO_LINES, Set.of(RUN)), "p1", NOW);

        assertThat(outlet.names()).containsExactly("run", "end");
        assertThat(outlet.events.get(1).id()).contains("p1");
        assertThat(watcher.isGone()).isTrue();
    }

    @Test
    void of_many_lines_in_a_second_the_newest_200_are_told_and_the_number_of_the_others() {
        Watcher watcher = watcher(wish(true, Optional.empty()));

        watcher.tell(lines(STEP, 250, 1000), "p1", NOW);
        assertThat(outlet.names().get(0)).isEqualTo("skipped");
        assertThat(outlet.events.get(0).data()).isEqualTo("{\"lines\":1050}");
        assertThat(outlet.events).hasSize(201);
        assertThat(outlet.events.get(200).data()).contains("m250");

        watcher.tell(lines(STEP, 2, 0), "p2", NOW.plusMillis(500));
        assertThat(outlet.events.get(201).data()).isEqualTo("{\"lines\":2}");
        watcher.tell(lines(STEP, 2, 0), "p3", NOW.plusMillis(1000));
        assertThat(outlet.names().subList(202, 204)).containsExactly("log", "log");
    }

    @Test
    void lines_come_only_to_who_has_asked_for_them() {
        watcher(wish(false, Optional.empty())).tell(lines(STEP, 1, 0), "p1", NOW);
        watcher(wish(true, Optional.of(OTHER))).tell(lines(STEP, 1, 0), "p1", NOW);
        assertThat(outlet.names()).containsExactly("alive", "alive");

        watcher(wish(true, Optional.of(STEP))).tell(lines(STEP, 1, 0), "p1", NOW);
        assertThat(outlet.events.get(2).data()).contains("\"procedure\":\"silver.p\"", "\"message\":\"m1\"");
    }

    @Test
    void after_a_silence_the_position_is_told_again() {
        Watcher watcher = watcher(wish(false, Optional.empty()));
        watcher.tell(runs(Map.of()), "p1", NOW);
        watcher.tell(runs(Map.of()), "p2", NOW.plusSeconds(10));

        watcher.greet(NOW.plusSeconds(14), Duration.ofSeconds(15));
        assertThat(outlet.events).hasSize(1);
        watcher.greet(NOW.plusSeconds(15), Duration.ofSeconds(15));

        assertThat(outlet.events).extracting(Event::id).containsExactly(Optional.of("p1"), Optional.of("p2"));
    }

    @Test
    void all_runs_are_told_once_a_second_at_most() {
        Watcher watcher = watcher(Wish.OVERVIEW);
        watcher.tell(runs(Map.of(RUN, "{}")), "p1", NOW);

        assertThat(watcher.isDue(NOW.plusMillis(999))).isFalse();
        assertThat(watcher.isDue(NOW.plusMillis(1000))).isTrue();
        assertThat(watcher(wish(false, Optional.empty())).isDue(NOW)).isTrue();
    }
}
