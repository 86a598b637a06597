package dev.silversmith.rest.runs;

import dev.silversmith.app.SteadyClock;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Waits for the end of runs on behalf of callers. Who waits holds neither a thread nor a connection: one look at the database, five times a
 * second, serves all of them.
 */
@ApplicationScoped
public class RunWait {

    private static final Logger LOG = Logger.getLogger(RunWait.class.getName());

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final long LOOK_AGAIN_MILLIS = 200;

    /** Further ones are answered at once: a caller must be ready for a run that has not ended yet anyway. */
    private static final int MOST_WAITING = 1000;

    private final RunQueries queries;
    private final SteadyClock clock;
    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();

    @Resource
    ManagedScheduledExecutorService executor;

    @Inject
    public RunWait(RunQueries queries, SteadyClock clock) {
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
    CompletionStage<RunView> untilEnded(RunView run, String wait) {
        Duration longest = parse(wait);
        if (run.status().isFinal() || longest.isZero() || waiting.size() >= MOST_WAITING) {
            return CompletableFuture.completedFuture(run);
        }
        Waiting caller = new Waiting(run, clock.instant().plus(longest), new CompletableFuture<>());
        waiting.add(caller);
        lookSoon();
        return caller.answer();
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

    private void lookSoon() {
        if (looking.compareAndSet(false, true)) {
            var unused = executor.schedule(this::look, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Whatever goes wrong, the next look comes: else everybody who waits would wait for ever. */
    private void look() {
        try {
            answerWhoMayGo();
        } finally {
            looking.set(false);
            if (!waiting.isEmpty()) {
                lookSoon();
            }
        }
    }

    private void answerWhoMayGo() {
        Set<UUID> ended = ended();
        Instant now = clock.instant();
        for (Waiting caller : List.copyOf(waiting)) {
            if (ended.contains(caller.run().id()) || !now.isBefore(caller.until())) {
                // A caller that is slow to read its answer keeps nobody else waiting.
                executor.execute(() -> answer(caller));
                waiting.remove(caller);
            }
        }
    }

    /** None while the database cannot be reached: a caller whose time is up will be told. */
    private Set<UUID> ended() {
        try {
            return queries.ended(
                    waiting.stream().map(caller -> caller.run().id()).collect(Collectors.toSet()));
        } catch (RuntimeException fault) {
            LOG.log(Level.FINE, "nobody knows which runs have ended", fault);
            return Set.of();
        }
    }

    private void answer(Waiting caller) {
        try {
            caller.answer().complete(queries.run(caller.run().id()).orElse(caller.run()));
        } catch (RuntimeException fault) {
            caller.answer().completeExceptionally(fault);
        }
    }

    /** A caller, what he knows, and until when he waits; equal to nobody else. */
    private static final class Waiting {

        private final RunView run;
        private final Instant until;
        private final CompletableFuture<RunView> answer;

        Waiting(RunView run, Instant until, CompletableFuture<RunView> answer) {
            this.run = run;
            this.until = until;
            this.answer = answer;
        }

        RunView run() {
            return run;
        }

        Instant until() {
            return until;
        }

        CompletableFuture<RunView> answer() {
            return answer;
        }
    }
}
