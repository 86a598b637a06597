package dev.silversmith.core.run;

import java.util.Optional;
import java.util.PriorityQueue;

/** One stage of a run in memory: how many of its units have not ended, and which may be taken now. */
final class StageProgress {

    private final PriorityQueue<UnitProgress> ready = new PriorityQueue<>(UnitProgress.URGENCY);
    int open;

    void offer(UnitProgress progress) {
        ready.add(progress);
    }

    Optional<UnitProgress> take() {
        UnitProgress next = ready.poll();
        // Units that were skipped or cancelled while they were ready are still in the queue.
        while (next != null && next.state != UnitProgress.State.WAITING) {
            next = ready.poll();
        }
        return Optional.ofNullable(next);
    }
}
