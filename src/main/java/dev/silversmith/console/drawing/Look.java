package dev.silversmith.console.drawing;

import dev.silversmith.app.port.RefreshView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.console.Texts;
import dev.silversmith.core.run.Skip;
import dev.silversmith.core.run.StepStatus;
import java.util.List;
import java.util.Optional;

/** How the standing of a step is shown: finer than its status, for a reader asks why a step does not run. */
final class Look {

    static final String BLOCKED = "blocked";
    static final String RETRYING = "retrying";

    /** What a reader wants to see first, first. */
    static final List<String> BY_URGENCY = List.of(
            "failed",
            "interrupted",
            "running",
            RETRYING,
            "pending",
            BLOCKED,
            "rolled_back",
            "cancelled",
            "skipped",
            "succeeded");

    private Look() {}

    /** The word that chooses shape, text and colour. */
    static String of(StepView step) {
        return of(step.status(), step.attemptNo(), step.skippedBecause());
    }

    /** Likewise of a refresh. */
    static String of(RefreshView refresh) {
        return of(refresh.status(), refresh.attemptNo(), refresh.skippedBecause());
    }

    private static String of(StepStatus status, int attempt, Optional<String> skippedBecause) {
        if (status == StepStatus.PENDING && attempt > 1) {
            return RETRYING;
        }
        boolean blocked =
                skippedBecause.filter(why -> !why.equals(Skip.RUN_STOPPED)).isPresent();
        return status == StepStatus.SKIPPED && blocked ? BLOCKED : status.word();
    }

    /** The word for people. */
    static String word(String look) {
        return Texts.of("status." + look);
    }
}
