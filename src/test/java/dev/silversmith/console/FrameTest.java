package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.Role;
import dev.silversmith.app.WaitingRequests;
import dev.silversmith.app.port.ConsoleSettings;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FrameTest {

    private static final WaitingRequests ONE = new WaitingRequests(null) {
        @Override
        public int decidableBy(String user) {
            return user.equals("somebody") ? 1 : 0;
        }
    };

    private static Frame frame(String page, Role... roles) {
        Set<Role> held = EnumSet.of(Role.VIEWER, roles);
        Caller caller = new Caller() {
            @Override
            String name() {
                return "somebody";
            }

            @Override
            boolean has(Role role) {
                return held.contains(role);
            }

            @Override
            Optional<String> said(String parameter) {
                return parameter.equals("tz") ? Optional.of("Europe/Berlin") : Optional.empty();
            }

            @Override
            String page() {
                return page;
            }
        };
        return new Frame(caller, new ConsoleSettings(false, Optional.of("PROD")), ONE);
    }

    @Test
    void a_viewer_is_offered_what_a_viewer_may_see() {
        Frame frame = frame("/console/runs");

        assertThat(frame.getPlaces())
                .extracting(Frame.Place::word)
                .containsExactly("home", "runs", "approvals", "preferences");
        assertThat(frame.getPlaces()).extracting(Frame.Place::address).contains("/console/runs?tz=Europe%2FBerlin");
        assertThat(frame.isLaunching()).isFalse();
        assertThat(frame.getEnvironment()).isEqualTo("PROD");
    }

    @Test
    void whoever_may_request_runs_is_offered_to_launch_one() {
        assertThat(frame("/console/runs", Role.ENGINEER).getPlaces())
                .extracting(Frame.Place::word)
                .contains("launch");
        assertThat(frame("/console/runs", Role.OPERATOR).isLaunching()).isTrue();
    }

    @Test
    void an_auditor_is_offered_the_trail() {
        assertThat(frame("/console/runs", Role.AUDITOR).getPlaces())
                .extracting(Frame.Place::word)
                .contains("audit");
    }

    @Test
    void a_page_below_a_place_is_at_that_place() {
        assertThat(frame("/console/step").getPlaces())
                .filteredOn(Frame.Place::here)
                .extracting(Frame.Place::word)
                .containsExactly("runs");
        assertThat(frame("/console/reset").getPlaces())
                .filteredOn(Frame.Place::here)
                .extracting(Frame.Place::word)
                .containsExactly("approvals");
    }

    @Test
    void only_an_approver_sees_how_many_requests_wait_for_them() {
        assertThat(frame("/console/runs", Role.APPROVER).getPlaces())
                .filteredOn(place -> place.word().equals("approvals"))
                .extracting(Frame.Place::count)
                .containsExactly(1L);
        assertThat(frame("/console/runs").getPlaces())
                .extracting(Frame.Place::count)
                .containsOnly(0L);
    }
}
