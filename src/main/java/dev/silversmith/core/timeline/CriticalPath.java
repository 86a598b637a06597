package dev.silversmith.core.timeline;

import dev.silversmith.core.plan.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The steps that decided how long a run took: the step that ended last, before it that step, among those it had to wait for, that ended
 * last, and so on. While something runs: the running step from which the longest way to the run's end is expected, what is expected after
 * it, and what came before it.
 *
 * @param steps from the first to the last
 * @param startedAt when the first of them started; empty if there is none
 * @param endedAt when the last of those that have started ended, or the time of asking while it runs; empty if there is none
 * @param expected how long from now on it is expected to take; zero if nothing runs
 */
public record CriticalPath(
        List<String> steps, Optional<Instant> startedAt, Optional<Instant> endedAt, Duration expected) {

    /** Of a run in which nothing has started, or whose order is not known. */
    public static final CriticalPath NONE =
            new CriticalPath(List.of(), Optional.empty(), Optional.empty(), Duration.ZERO);

    public CriticalPath {
        steps = List.copyOf(steps);
    }

    static CriticalPath of(RunOrder order, Map<String, StepSpan> spans, Instant now) {
        return new Search(order, spans, now).path();
    }

    private static final class Search {

        private final RunOrder order;
        private final Map<String, StepSpan> spans;
        private final Instant now;
        private final Map<String, Instant> ends = new HashMap<>();

        Search(RunOrder order, Map<String, StepSpan> spans, Instant now) {
            this.order = order;
            this.spans = spans;
            this.now = now;
            spans.values().forEach(span -> span.end().ifPresent(end -> ends.put(span.step(), end)));
        }

        CriticalPath path() {
            Optional<String> running = running();
            Optional<String> last = running.or(this::endedLast);
            if (last.isEmpty()) {
                return NONE;
            }
            Set<String> steps = before(last.get());
            Optional<Instant> start = spans.get(steps.iterator().next()).start();
            Duration expected = Duration.ZERO;
            if (running.isPresent()) {
                steps.addAll(after(running.get()));
                expected = toTheEnd(running.get()).minus(elapsed(running.get()));
            }
            Instant end = running.isPresent() ? now : ends.get(last.get());
            return new CriticalPath(List.copyOf(steps), start, Optional.of(end), expected);
        }

        private Optional<String> running() {
            return spans.values().stream()
                    .filter(span -> span.last().isUnderWay())
                    .map(StepSpan::step)
                    .filter(order::knows)
                    .max(Comparator.comparing(this::toTheEnd).thenComparing(Comparator.reverseOrder()));
        }

        private Optional<String> endedLast() {
            return ends.keySet().stream()
                    .filter(order::knows)
                    .max(Comparator.<String, Instant>comparing(ends::get).thenComparing(Comparator.reverseOrder()));
        }

        /** From the start of a running step to the expected end of the run. */
        private Duration toTheEnd(String step) {
            Unit unit = order.unit(step);
            Duration usual = Duration.ofMillis(unit.expectedMs());
            Duration elapsed = elapsed(step);
            Duration own = elapsed.compareTo(usual) > 0 ? elapsed : usual;
            return own.plusMillis(Math.max(0, unit.priority() - unit.expectedMs()));
        }

        private Duration elapsed(String step) {
            Duration elapsed =
                    Duration.between(spans.get(step).last().startedAt().orElse(now), now);
            return elapsed.isNegative() ? Duration.ZERO : elapsed;
        }

        private Set<String> before(String last) {
            LastBefore lastBefore = new LastBefore(order, ends);
            List<String> backwards = new ArrayList<>();
            Set<String> seen = new LinkedHashSet<>();
            for (Optional<String> step = Optional.of(last);
                    step.isPresent() && seen.add(step.get());
                    step = lastBefore.of(step.get())) {
                backwards.add(step.get());
            }
            Collections.reverse(backwards);
            return new LinkedHashSet<>(backwards);
        }

        /** The rest of the step's unit, then always the waiting unit with the longest expected way. */
        private List<String> after(String step) {
            List<String> expected = new ArrayList<>();
            Set<String> seen = new LinkedHashSet<>();
            for (Optional<Unit> unit = Optional.of(order.unit(step));
                    unit.isPresent() && seen.add(unit.get().name());
                    unit = next(unit.get())) {
                order.steps(unit.get()).stream().filter(this::isToCome).forEach(expected::add);
            }
            return expected;
        }

        private Optional<Unit> next(Unit unit) {
            return order.unitsAfter(unit).stream()
                    .filter(waiting -> order.steps(waiting).stream().anyMatch(this::isToCome))
                    .max(Comparator.comparingLong(Unit::priority).thenComparing(Unit::name, Comparator.reverseOrder()));
        }

        private boolean isToCome(String step) {
            StepSpan span = spans.get(step);
            return span != null && !span.status().isFinal() && !span.last().isUnderWay();
        }
    }
}
