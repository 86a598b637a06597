package dev.silversmith.core.timeline;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which of the steps that a step had to wait for ended last. */
final class LastBefore {

    private final RunOrder order;
    private final Map<String, Instant> ends;
    private final Comparator<String> byEnd;
    private final Map<Integer, Optional<String>> ofStages = new HashMap<>();

    /** @param ends of the steps that have started and ended */
    LastBefore(RunOrder order, Map<String, Instant> ends) {
        this.order = order;
        this.ends = ends;
        // By name where two ended at once, so that every reader is shown the same path.
        this.byEnd = Comparator.<String, Instant>comparing(ends::get).thenComparing(Comparator.reverseOrder());
    }

    /** Empty if it had to wait for nothing. */
    Optional<String> of(String step) {
        Optional<String> ofStage =
                ofStages.computeIfAbsent(order.stage(step) - 1, stage -> last(order.stepsOfStage(stage)));
        return Stream.concat(last(order.directlyBefore(step)).stream(), ofStage.stream())
                .max(byEnd);
    }

    Optional<Instant> end(String step) {
        return of(step).map(ends::get);
    }

    private Optional<String> last(Collection<String> steps) {
        return steps.stream().filter(ends::containsKey).max(byEnd);
    }
}
