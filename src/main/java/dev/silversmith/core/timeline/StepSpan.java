package dev.silversmith.core.timeline;

import dev.silversmith.core.run.StepStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All attempts of one step.
 *
 * @param attempts by number, at least one
 */
record StepSpan(String step, List<Attempt> attempts) {

    StepSpan {
        attempts = attempts.stream()
                .sorted(Comparator.comparingInt(Attempt::number))
                .toList();
    }

    /** By step, in the order in which the steps are first named. */
    static Map<String, StepSpan> of(List<Attempt> attempts) {
        Map<String, List<Attempt>> byStep = new LinkedHashMap<>();
        attempts.forEach(one ->
                byStep.computeIfAbsent(one.step(), none -> new ArrayList<>()).add(one));
        Map<String, StepSpan> spans = new LinkedHashMap<>();
        byStep.forEach((step, all) -> spans.put(step, new StepSpan(step, all)));
        return spans;
    }

    StepStatus status() {
        return last().status();
    }

    Attempt last() {
        return attempts.get(attempts.size() - 1);
    }

    /** When the first attempt that started did. */
    Optional<Instant> start() {
        return attempts.stream().flatMap(one -> one.startedAt().stream()).findFirst();
    }

    /** When the last attempt that started ended; empty while it goes on, and if none has started. */
    Optional<Instant> end() {
        return attempts.stream()
                .filter(one -> one.startedAt().isPresent())
                .reduce((former, latter) -> latter)
                .flatMap(Attempt::finishedAt);
    }
}
