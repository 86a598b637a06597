package dev.silversmith.rest.events;

import dev.silversmith.app.port.ChangeQueries;
import dev.silversmith.app.port.ChangeQueries.Changes;
import dev.silversmith.app.port.ChangeQueries.NewLines;
import dev.silversmith.app.port.ChangeQueries.Span;
import dev.silversmith.app.port.CurrentStates;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.shared.OneLine;
import dev.silversmith.rest.runs.RunJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * One look at the database for everybody who watches. All move to one position; who stood at the same one before shares the questions.
 *
 * <p>What is told of a thing is read after it is known that it has changed, so it may be newer than the position: then the next look tells
 * it once more, unless it is the same.
 */
@ApplicationScoped
public class Look {

    private static final Logger LOG = Logger.getLogger(Look.class.getName());

    /** How long after an attempt's end its last lines may come: to who has watched, and to who comes back. */
    private static final Duration LATELY = Duration.ofMinutes(1);

    private static final Duration LONG_AGO = Duration.ofDays(1);

    private final ChangeQueries changes;
    private final CurrentStates states;
    private final RunQueries queries;

    @Inject
    public Look(ChangeQueries changes, CurrentStates states, RunQueries queries) {
        this.changes = changes;
        this.states = states;
        this.queries = queries;
    }

    Look() {
        this(null, null, null);
    }

    /** Tells everybody what is new for him. */
    void serve(Collection<Watcher> watchers, Instant now) {
        String until = changes.position();
        Map<String, Set<Watcher>> byPosition = new HashMap<>();
        Set<Watcher> newcomers = new HashSet<>();
        for (Watcher one : watchers) {
            one.position()
                    .filter(since -> one.isSettled() || changes.isBefore(since, until))
                    .ifPresentOrElse(
                            since -> byPosition
                                    .computeIfAbsent(since, unused -> new HashSet<>())
                                    .add(one),
                            () -> newcomers.add(one));
        }
        newcomers.forEach(one -> one.tell(present(one.wish(), until), until, now));
        byPosition.forEach((since, group) -> {
            try {
                News news = news(new Span(since, until), group);
                group.forEach(one -> one.tell(news, until, now));
            } catch (RuntimeException fault) {
                LOG.log(Level.WARNING, "watchers at {0} could not be told what is new: {1}", new Object[] {
                    since, OneLine.of(fault)
                });
            }
        });
    }

    /** How things stand, for who knows nothing. */
    private News present(Wish wish, String until) {
        if (wish.run().isEmpty()) {
            return new News(Map.of(), List.of(), News.NO_LINES, Set.of());
        }
        Set<UUID> run = Set.of(wish.run().get());
        Set<UUID> over = changes.of(run, new Span(until, until)).over();
        Map<String, StepView> last = new LinkedHashMap<>();
        queries.steps(wish.run().get()).forEach(attempt -> last.put(attempt.procedure(), attempt));
        return new News(texts(run), List.copyOf(last.values()), News.NO_LINES, over);
    }

    private News news(Span span, Set<Watcher> group) {
        Set<UUID> watched = runs(group, wish -> wish.run().isPresent());
        Set<UUID> read = runs(group, Wish::logs);
        boolean all = group.stream().anyMatch(one -> one.wish().run().isEmpty());
        Changes found = watched.isEmpty() ? new Changes(Set.of(), Set.of(), Set.of()) : changes.of(watched, span);
        Set<UUID> changed = new HashSet<>(found.runs());
        if (all) {
            changed.addAll(changes.ofAll(span));
        }
        NewLines lines = read.isEmpty() ? News.NO_LINES : changes.lines(read, span, lately(group));
        return new News(texts(changed), states.attempts(found.attempts()), lines, found.over());
    }

    private static Duration lately(Set<Watcher> group) {
        return group.stream().allMatch(Watcher::isSettled) ? LATELY : LONG_AGO;
    }

    private static Set<UUID> runs(Set<Watcher> group, Predicate<Wish> which) {
        return group.stream()
                .map(Watcher::wish)
                .filter(which)
                .flatMap(wish -> wish.run().stream())
                .collect(Collectors.toSet());
    }

    private Map<UUID, String> texts(Set<UUID> runs) {
        return states.runs(runs).stream()
                .collect(Collectors.toMap(RunView::id, run -> RunJson.write(run).toString()));
    }
}
