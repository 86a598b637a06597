package dev.silversmith.rest.events;

import dev.silversmith.app.port.ChangeQueries.NewLines;
import dev.silversmith.app.port.StepView;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What one look at the database has found.
 *
 * @param runs JSON of the runs that have changed
 * @param attempts those that have changed
 * @param over the runs of which nothing more will come
 */
record News(Map<UUID, String> runs, List<StepView> attempts, NewLines lines, Set<UUID> over) {

    static final NewLines NO_LINES = new NewLines(List.of(), Map.of());

    News {
        runs = Map.copyOf(runs);
        attempts = List.copyOf(attempts);
        over = Set.copyOf(over);
    }
}
