package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.UnitControl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LaneLimitTest {

    private static final Executor NEW_THREAD = command -> new Thread(command).start();

    private final LaneLimit limit = new LaneLimit(settings(1));

    @Test
    void who_waits_longest_is_next_however_often_he_has_looked() throws Exception {
        limit.acquire(new UnitControl());
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<CompletableFuture<Void>> lanes = new ArrayList<>();
        for (int lane = 0; lane < 8; lane++) {
            int number = lane;
            lanes.add(CompletableFuture.runAsync(() -> work(number, order), NEW_THREAD));
            int waiting = lane + 1;
            Awaitility.await().until(() -> limit.waiting() == waiting);
        }
        // Longer than one looks for a cancel: everybody has looked, some of them more often than others.
        Awaitility.await().pollDelay(Duration.ofMillis(500)).until(() -> limit.waiting() == 8);

        limit.release();

        CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).get();
        assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void a_cancelled_unit_leaves_its_place_to_the_next_one() throws Exception {
        limit.acquire(new UnitControl());
        UnitControl cancelled = new UnitControl();
        CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> acquired(cancelled), NEW_THREAD);
        Awaitility.await().until(() -> limit.waiting() == 1);
        CompletableFuture<Boolean> second =
                CompletableFuture.supplyAsync(() -> acquired(new UnitControl()), NEW_THREAD);
        Awaitility.await().until(() -> limit.waiting() == 2);

        cancelled.cancel(Instant.EPOCH);
        assertThat(first.get()).isFalse();
        limit.release();

        assertThat(second.get()).isTrue();
    }

    private void work(int number, List<Integer> order) {
        acquired(new UnitControl());
        order.add(number);
        limit.release();
    }

    private boolean acquired(UnitControl control) {
        try {
            return limit.acquire(control);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static EngineSettings settings(int maxLanes) {
        return new EngineSettings(
                "server",
                "1",
                "warehouse",
                8,
                maxLanes,
                Duration.ofSeconds(30),
                3,
                Duration.ofSeconds(20),
                10,
                12,
                true,
                9443);
    }
}
