package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.ShowOverview.Overview;
import dev.silversmith.app.port.OverviewQueries.Broken;
import dev.silversmith.app.port.OverviewQueries.Engine;
import dev.silversmith.app.port.OverviewQueries.Freshness;
import dev.silversmith.app.port.OverviewQueries.Silent;
import dev.silversmith.app.port.OverviewQueries.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverviewTest {

    private static final Instant AT = Instant.parse("2026-11-22T23:41:07Z");
    private static final Freshness FRESH = new Freshness("silver.a", Duration.ofHours(1), Optional.of(AT), false);
    private static final Freshness STALE = new Freshness("silver.b", Duration.ofHours(1), Optional.empty(), true);

    private static Overview overview(
            List<Broken> broken, List<Waiting> waiting, List<Silent> silent, Freshness... freshness) {
        return new Overview(
                AT,
                broken,
                waiting,
                silent,
                List.of(freshness),
                new Engine(1, 0, 0, Optional.empty()),
                List.of(),
                List.of());
    }

    @Test
    void a_person_should_look_at_what_is_broken_stale_silent_or_waiting_and_at_nothing_else() {
        Broken broken = new Broken(
                1,
                "",
                "",
                "incremental",
                AT,
                AT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertThat(overview(List.of(), List.of(), List.of(), FRESH).needsAttention())
                .isFalse();
        assertThat(overview(List.of(broken), List.of(), List.of(), FRESH).needsAttention())
                .isTrue();
        assertThat(overview(List.of(), List.of(new Waiting("a", "a", AT)), List.of())
                        .needsAttention())
                .isTrue();
        assertThat(overview(List.of(), List.of(), List.of(new Silent(1, AT))).needsAttention())
                .isTrue();
        assertThat(overview(List.of(), List.of(), List.of(), FRESH, STALE).needsAttention())
                .isTrue();
    }

    @Test
    void only_those_past_their_limit_are_stale() {
        assertThat(overview(List.of(), List.of(), List.of(), STALE, FRESH).stale())
                .containsExactly(STALE);
    }
}
