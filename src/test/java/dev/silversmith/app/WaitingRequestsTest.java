package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.OverviewQueries.Waiting;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingRequestsTest {

    private static final Instant AT = Instant.parse("2026-11-22T23:41:07Z");

    private final SampleOverview overview = new SampleOverview();
    private final WaitingRequests requests = new WaitingRequests(overview);

    @Test
    void nobody_decides_what_they_have_asked_for_however_their_name_is_written() {
        Waiting own = new Waiting("Approver", "Approver", AT);
        Waiting resumed = new Waiting("operator", "approver ", AT);
        Waiting others = new Waiting("operator", "operator", AT);
        overview.waiting = List.of(own, resumed, others);

        assertThat(requests.of("approver")).containsExactly(others);
        assertThat(requests.decidableBy("approver")).isEqualTo(1);
        assertThat(requests.decidableBy("approver2")).isEqualTo(3);
    }

    @Test
    void while_the_database_is_away_the_frame_of_a_page_still_stands() {
        overview.away = true;

        assertThat(requests.decidableBy("approver")).isZero();
    }
}
