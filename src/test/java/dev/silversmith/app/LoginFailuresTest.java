package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.app.port.AuditTrail;
import dev.silversmith.app.port.AuditTrail.Event;
import dev.silversmith.store.JsonStates;
import dev.silversmith.testkit.SettableClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginFailuresTest {

    private final List<Event> kept = new ArrayList<>();
    private boolean databaseIsAway;
    private final AuditTrail trail = events -> {
        if (databaseIsAway) {
            throw new IllegalStateException("no database");
        }
        kept.addAll(events);
    };
    private final LoginFailures failures = new LoginFailures(
            new KeepEvents(trail), new JsonStates(), new SettableClock(Instant.parse("2026-11-23T02:00:00Z")));

    @Test
    void a_failure_tells_the_name_the_method_and_the_address_but_not_the_password() {
        failures.failed("alice", "basic", "10.0.0.1");
        failures.throttledUser("alice", "form", "10.0.0.1");
        failures.throttledAddress("form", "10.0.0.2");
        failures.write();

        assertThat(kept)
                .extracting(event -> "%s %s %s %s %s"
                        .formatted(
                                event.actor(),
                                event.action(),
                                event.objectType(),
                                event.objectId(),
                                event.after().orElseThrow()))
                .containsExactly(
                        "anonymous login.failure user alice {\"method\":\"basic\",\"address\":\"10.0.0.1\",\"at\":\"2026-11-23T02:00:00Z\"}",
                        "anonymous login.throttled user alice {\"method\":\"form\",\"address\":\"10.0.0.1\",\"at\":\"2026-11-23T02:00:00Z\"}",
                        "anonymous login.throttled address 10.0.0.2 {\"method\":\"form\",\"address\":\"10.0.0.2\",\"at\":\"2026-11-23T02:00:00Z\"}");
    }

    @Test
    void a_name_is_cleaned_and_has_at_most_a_hundred_characters() {
        failures.failed("a\r\nb\u202e\0", "form", "x");
        failures.failed("😀".repeat(3000), "form", "x");
        failures.write();

        assertThat(kept)
                .extracting(Event::objectId)
                .containsExactly("a\\u000d\\u000ab\\u202e\\u0000", "😀".repeat(99) + "…");
    }

    @Test
    void while_the_database_is_away_they_wait_and_nobody_who_logs_in_does() {
        databaseIsAway = true;
        failures.failed("alice", "basic", "x");
        assertThatThrownBy(failures::write).hasMessage("no database");
        failures.failed("bob", "basic", "x");

        databaseIsAway = false;
        failures.write();
        failures.write();

        assertThat(kept).extracting(Event::objectId).containsExactly("alice", "bob");
    }

    @Test
    void no_flood_of_them_fills_the_memory_or_holds_the_trail() {
        for (int i = 0; i < 5000; i++) {
            failures.failed("user" + i, "basic", "x");
        }

        failures.write();
        assertThat(kept).hasSize(LoginFailures.AT_ONCE);
        for (int i = 0; i < 100; i++) {
            failures.write();
        }
        assertThat(kept).hasSize(LoginFailures.WAITING);
    }
}
