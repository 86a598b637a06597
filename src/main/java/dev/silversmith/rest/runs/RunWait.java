package dev.silversmith.rest.runs;

import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Waits for the end of a run on behalf of a caller. */
@ApplicationScoped
public class RunWait {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final long ASK_AGAIN_MILLIS = 200;

    private final RunQueries queries;
    private final Clock clock;

    @Inject
    public RunWait(RunQueries queries, Clock clock) {
        this.queries = queries;
        this.clock = clock;
    }

    RunWait() {
        this(null, null);
    }

    /**
     * The run when it has ended, or as it is after the wait.
     *
     * @param wait ISO-8601 duration, at most five minutes
     */
    RunView untilEnded(RunView run, String wait) {
        Instant until = clock.instant().plus(parse(wait));
        RunView latest = run;
        while (!latest.status().isFinal() && clock.instant().isBefore(until) && pause()) {
            latest = queries.run(run.id()).orElse(latest);
        }
        return latest;
    }

    private static Duration parse(String wait) {
        try {
            Duration duration = Duration.parse(wait);
            if (!duration.isNegative() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException notADuration) {
            // Refused below, with the same words as one out of range.
        }
        throw new ProblemException(
                Problem.INVALID_REQUEST, "wait must be a duration from PT0S to PT5M, for example PT30S");
    }

    private static boolean pause() {
        try {
            Thread.sleep(ASK_AGAIN_MILLIS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
