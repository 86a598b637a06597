package dev.silversmith.app;

import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.app.port.StepView.Parent;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** When an attempt could have started: from then on it waited for nothing but a lane. */
public final class Eligibility {

    private Eligibility() {}

    /**
     * The last of these: the run had started, the steps before it had ended, the wait before another try was over.
     *
     * @return empty while it has not started, for until then it is not known what it waits for
     */
    public static Optional<Instant> of(RunView run, StepView step) {
        if (step.startedAt().isEmpty()) {
            return Optional.empty();
        }
        Stream<Optional<Instant>> reasons = Stream.concat(
                Stream.of(run.startedAt(), step.notBefore()),
                step.dependencySnapshot().stream().map(Parent::finishedAt));
        return reasons.flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .filter(eligible -> !eligible.isAfter(step.startedAt().get()));
    }
}
