package dev.silversmith.rest.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.SteadyClock;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.testkit.SettableClock;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Waits, with an executor that works when it is told to. */
class RunWaitTest {

    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");

    private final SettableClock clock = new SettableClock(NOW);
    private final RunWait wait =
            new RunWait(queries(), new SteadyClock(clock, () -> Duration.between(Instant.EPOCH, clock.instant())
                    .toNanos()));
    private final Queue<Runnable> looks = new ArrayDeque<>();
    private final RunView run = run(RunStatus.RUNNING);

    private RunStatus now = RunStatus.RUNNING;
    private int questions;
    private Throwable fault;
    private boolean busy;

    @BeforeEach
    void setExecutor() {
        wait.executor = executor();
    }

    @Test
    void of_more_than_1000_callers_further_ones_are_answered_at_once() {
        List<CompletableFuture<RunView>> callers = new ArrayList<>();
        for (int i = 0; i < 1001; i++) {
            callers.add(wait.untilEnded(run, "PT5M").toCompletableFuture());
        }

        assertThat(callers.subList(0, 1000)).noneMatch(CompletableFuture::isDone);
        assertThat(callers.get(1000)).isCompletedWithValue(run);
    }

    @Test
    void one_question_serves_all_who_wait() {
        CompletableFuture<RunView> first = wait.untilEnded(run, "PT30S").toCompletableFuture();
        CompletableFuture<RunView> second = wait.untilEnded(run, "PT1M").toCompletableFuture();
        look();
        assertThat(first).isNotDone();
        assertThat(questions).isEqualTo(1);

        now = RunStatus.SUCCEEDED;
        look();

        assertThat(first.join().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(second.join().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(looks).as("nobody waits, nobody looks").isEmpty();
    }

    @Test
    void a_wait_that_is_over_is_answered_even_while_nobody_can_look() {
        CompletableFuture<RunView> caller = wait.untilEnded(run, "PT30S").toCompletableFuture();
        fault = new IllegalStateException("no database");
        look();
        assertThat(caller).isNotDone();

        clock.set(NOW.plusSeconds(30));
        look();

        assertThat(caller.join().status()).isEqualTo(RunStatus.RUNNING);
    }

    @Test
    void whatever_goes_wrong_in_one_look_the_next_one_comes() {
        CompletableFuture<RunView> caller = wait.untilEnded(run, "PT30S").toCompletableFuture();
        now = RunStatus.SUCCEEDED;
        fault = new StackOverflowError();
        look();
        fault = null;
        busy = true;
        look();
        assertThat(caller).isNotDone();
        busy = false;
        look();

        assertThat(caller.join().status()).isEqualTo(RunStatus.SUCCEEDED);
    }

    private void look() {
        try {
            looks.remove().run();
        } catch (StackOverflowError | RejectedExecutionException thrown) {
            assertThat(thrown).as("as an executor does, which goes on").isNotNull();
        }
    }

    private static RunView run(RunStatus status) {
        return new RunView(
                new UUID(1, 1),
                1,
                "key",
                "incremental",
                "per_procedure",
                status,
                "api",
                "",
                "",
                "continue",
                "queue",
                Optional.empty(),
                8,
                false,
                "operator",
                NOW,
                Optional.empty(),
                Optional.empty(),
                Optional.of(NOW),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                RunView.StepCounts.NONE,
                RunView.StepCounts.NONE,
                RunView.Approval.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private RunQueries queries() {
        return fake(RunQueries.class, (method, arguments) -> switch (method) {
            case "ended" -> {
                questions++;
                if (fault != null) {
                    throw fault;
                }
                yield now.isFinal() ? Set.of(run.id()) : Set.of();
            }
            case "run" -> Optional.of(run(now));
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private ManagedScheduledExecutorService executor() {
        return fake(ManagedScheduledExecutorService.class, (method, arguments) -> {
            if (method.equals("schedule")) {
                looks.add((Runnable) arguments[0]);
            } else if (busy) {
                throw new RejectedExecutionException("no thread");
            } else {
                ((Runnable) arguments[0]).run();
            }
            return null;
        });
    }

    @FunctionalInterface
    private interface Answer {
        Object to(String method, Object[] arguments) throws Throwable;
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
