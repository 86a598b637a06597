package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.silversmith.app.port.UnitControl;
import dev.silversmith.app.port.UnitControl.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class UnitControlTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final UnitControl control = new UnitControl();
    private final AtomicInteger first = new AtomicInteger();
    private final AtomicInteger second = new AtomicInteger();

    @Test
    void a_cancel_hits_the_statement_that_is_shown() {
        control.show(first::incrementAndGet);

        control.cancel(NOON);

        assertThat(first).hasValue(1);
    }

    @Test
    void a_cancel_hits_nothing_that_comes_later() {
        control.show(first::incrementAndGet);
        control.hide();
        control.cancel(NOON);

        assertThat(control.show(second::incrementAndGet))
                .as("the next statement is not executed")
                .isFalse();
        control.cancel(NOON);
        assertThat(first).hasValue(0);
        assertThat(second).hasValue(0);
    }

    @Test
    void a_cancel_that_was_not_heeded_is_repeated() {
        control.show(first::incrementAndGet);

        control.cancel(NOON);
        control.cancel(NOON.plusSeconds(1));

        assertThat(first).hasValue(2);
    }

    @Test
    void a_session_is_overdue_only_after_the_cancel_and_until_the_end() {
        Session session = new Session(4711, NOON);
        control.session(session);
        assertThat(ended(NOON.plusSeconds(60))).isEmpty();

        control.cancel(NOON);
        control.cancel(NOON.plusSeconds(30));

        assertThat(ended(NOON)).isEmpty();
        assertThat(ended(NOON.plusMillis(1))).containsExactly(session);
        control.done();
        assertThat(ended(NOON.plusSeconds(60))).isEmpty();
    }

    private List<Session> ended(Instant cancelledBefore) {
        List<Session> ended = new ArrayList<>();
        control.endOverdue(cancelledBefore, ended::add);
        return ended;
    }

    @Test
    void a_session_is_not_given_away_while_it_is_being_ended() throws Exception {
        control.session(new Session(4711, NOON));
        control.cancel(NOON);
        AtomicReference<Thread.State> giver = new AtomicReference<>();
        Thread giving = new Thread(control::done);

        control.endOverdue(NOON.plusMillis(1), session -> {
            giving.start();
            await().until(() -> giving.getState() == Thread.State.BLOCKED || !giving.isAlive());
            giver.set(giving.getState());
        });

        giving.join();
        assertThat(giver).hasValue(Thread.State.BLOCKED);
    }
}
