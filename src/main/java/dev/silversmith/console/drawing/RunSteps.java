package dev.silversmith.console.drawing;

import dev.silversmith.app.port.StepView;
import dev.silversmith.console.Texts;
import dev.silversmith.console.Words;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of the steps of a run: always of their last attempts. */
final class RunSteps {

    private final Map<String, StepView> last = new HashMap<>();
    private final Instant now;

    /** @param steps every attempt */
    RunSteps(List<StepView> steps, Instant now) {
        this.now = now;
        steps.forEach(step ->
                last.merge(step.procedure(), step, (one, other) -> one.attemptNo() > other.attemptNo() ? one : other));
    }

    /** The last attempt of a procedure; empty if the run has no step of it. */
    Optional<StepView> of(String procedure) {
        return Optional.ofNullable(last.get(procedure));
    }

    String look(String procedure) {
        return of(procedure).map(Look::of).orElse("pending");
    }

    List<Count> counts() {
        return Count.of(last.values().stream().map(Look::of).toList());
    }

    String duration(StepView step) {
        return Words.duration(step.durationMs(), step.startedAt(), step.finishedAt(), now);
    }

    /** All of a step in one sentence: {@code silver.load_orders, failed, attempt 3 of 3, 1 min 44 s, on the critical path}. */
    String sentence(StepView step, boolean critical) {
        StringBuilder said = new StringBuilder(step.procedure())
                .append(", ")
                .append(Look.word(Look.of(step)).toLowerCase(Texts.LOCALE));
        int attempts = of(step.procedure()).map(StepView::attemptNo).orElse(1);
        if (attempts > 1) {
            said.append(", ").append(Texts.of("draw.attempt", step.attemptNo(), attempts));
        }
        if (step.startedAt().isPresent()) {
            said.append(", ").append(duration(step));
        }
        if (critical) {
            said.append(", ").append(Texts.of("draw.onPath"));
        }
        return said.toString();
    }
}
