package dev.silversmith.app;

import dev.silversmith.core.plan.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Units that are tried again later. Not thread-safe. */
final class Postponed {

    private record Entry(Unit unit, Instant due) {}

    private final PriorityQueue<Entry> entries = new PriorityQueue<>(Comparator.comparing(Entry::due));

    void add(Unit unit, Instant due) {
        entries.add(new Entry(unit, due));
    }

    /** Takes out what is due, the earliest first. */
    List<Unit> takeDue(Instant now) {
        List<Unit> due = new ArrayList<>();
        while (!entries.isEmpty() && !entries.peek().due().isAfter(now)) {
            due.add(entries.poll().unit());
        }
        return due;
    }

    /** When the next one is due. */
    Optional<Instant> nextDue() {
        return Optional.ofNullable(entries.peek()).map(Entry::due);
    }
}
