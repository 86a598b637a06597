package dev.silversmith.rest.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.app.ServerStop;
import dev.silversmith.app.SteadyClock;
import dev.silversmith.app.port.ChangeQueries;
import dev.silversmith.app.port.CurrentStates;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.StopSettings;
import dev.silversmith.core.shared.ProblemException;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All watchers of a server, with an executor that works when it is told to. */
class EventStreamsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
    private static final Wish WISH = new Wish(Optional.of(UUID.randomUUID()), false, Optional.empty());

    private final SettableClock clock = new SettableClock(NOW);
    private final SteadyClock steady = new SteadyClock(
            clock, () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos());
    private final ServerStop stop = new ServerStop(steady, new StopSettings(Duration.ofMinutes(1)));
    private final EventStreams streams = new EventStreams(
            new Look(changes(), fake(CurrentStates.class, (method, arguments) -> List.of()), queries()), steady, stop);
    private final Queue<Runnable> looks = new ArrayDeque<>();
    private final Queue<Runnable> beats = new ArrayDeque<>();
    private final List<String> questions = new ArrayList<>();
    private boolean away;
    private int position;

    @BeforeEach
    void setExecutor() {
        streams.executor = fake(ManagedScheduledExecutorService.class, (method, arguments) -> {
            if (method.equals("schedule")) {
                (arguments[1].equals(500L) ? looks : beats).add((Runnable) arguments[0]);
            } else {
                ((Runnable) arguments[0]).run();
            }
            return null;
        });
    }

    private RecordedOutlet open(String after) {
        RecordedOutlet outlet = new RecordedOutlet();
        streams.open(outlet, WISH, Optional.of(after));
        return outlet;
    }

    private void look() {
        looks.remove().run();
    }

    private void beat() {
        beats.remove().run();
    }

    @Test
    void watchers_who_stand_at_one_position_share_the_questions() {
        open("nonsense");
        open("p0");
        look();
        questions.clear();

        look();

        assertThat(questions).containsExactly("position", "of p1 p2");
        assertThat(looks).hasSize(1);
    }

    @Test
    void who_brings_a_position_goes_on_from_there_and_who_brings_nonsense_begins_anew() {
        open("p0");
        look();
        assertThat(questions).containsExactly("position", "isBefore p0 p1", "of p0 p1");

        open("nonsense");
        questions.clear();
        look();
        assertThat(questions).containsExactly("position", "isBefore nonsense p2", "of p2 p2", "steps", "of p1 p2");
    }

    @Test
    void while_the_database_is_away_the_streams_live_and_nothing_is_lost() {
        RecordedOutlet outlet = open("p0");
        away = true;
        look();
        clock.set(NOW.plusSeconds(15));
        beat();
        assertThat(outlet.names()).containsExactly("alive", "alive");

        away = false;
        questions.clear();
        look();
        assertThat(questions).contains("of p0 p1");
        assertThat(outlet.isClosed()).isFalse();
    }

    @Test
    void a_stream_ends_after_ten_minutes_and_when_the_server_stops() {
        RecordedOutlet first = open("p0");
        clock.set(NOW.plus(Duration.ofMinutes(5)));
        RecordedOutlet second = open("p0");

        clock.set(NOW.plus(Duration.ofMinutes(10)));
        beat();
        assertThat(first.isClosed()).isTrue();
        assertThat(second.isClosed()).isFalse();

        stop.begin();
        beat();
        assertThat(second.isClosed()).isTrue();
        look();
        assertThat(looks).isEmpty();
        assertThat(beats).isEmpty();
    }

    @Test
    void nobody_looks_while_nobody_watches() {
        RecordedOutlet outlet = open("p0");
        outlet.close();

        look();

        assertThat(questions).isEmpty();
        assertThat(looks).isEmpty();
    }

    @Test
    void one_watcher_more_than_500_is_refused() {
        for (int i = 0; i < EventStreams.MOST_WATCHERS; i++) {
            streams.checkRoom();
            open("p0");
        }

        assertThatThrownBy(streams::checkRoom)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("500 live streams are open");
    }

    private ChangeQueries changes() {
        return fake(ChangeQueries.class, (method, arguments) -> {
            if (away) {
                throw new IllegalStateException("away");
            }
            switch (method) {
                case "position" -> {
                    questions.add(method);
                    position++;
                    return "p" + position;
                }
                case "isBefore" -> {
                    questions.add("isBefore " + arguments[0] + " " + arguments[1]);
                    return arguments[0].equals("p0");
                }
                case "of" -> {
                    var span = (ChangeQueries.Span) arguments[1];
                    questions.add("of " + span.since() + " " + span.until());
                    return new ChangeQueries.Changes(Set.of(), Set.of(), Set.of());
                }
                default -> throw new UnsupportedOperationException(method);
            }
        });
    }

    private RunQueries queries() {
        return fake(RunQueries.class, (method, arguments) -> {
            questions.add(method);
            return List.of();
        });
    }

    @FunctionalInterface
    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
