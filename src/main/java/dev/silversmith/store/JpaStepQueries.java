package dev.silversmith.store;

import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.StepQueries;
import dev.silversmith.app.port.StepView;
import dev.silversmith.store.StepWalk.Place;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lists of attempts: first which, by indexes alone, then these in full. */
@ApplicationScoped
public class JpaStepQueries implements StepQueries {

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    @Override
    public Page<StepView> steps(StepFilter filter, int limit, Optional<String> cursor) {
        StepWalk walk = new StepWalk(filter, ProcedureIds.of(entities, filter.procedures()));
        List<Place> places = walk.next(entities, cursor, limit + 1);
        if (places.isEmpty()) {
            return new Page<>(List.of(), Optional.empty());
        }
        List<Place> page = places.subList(0, Math.min(limit, places.size()));
        Optional<String> next =
                places.size() > limit ? Optional.of(Cursor.after(walk.list(), page.get(limit - 1))) : Optional.empty();
        return new Page<>(inOrder(filter, page.stream().map(Place::id).toList()), next);
    }

    /** An attempt whose status has changed since the walk is not one of those that were asked for any more. */
    private List<StepView> inOrder(StepFilter filter, List<UUID> ids) {
        Map<UUID, StepView> steps = StepRows.of(entities, "s.id in :key", ids).stream()
                .collect(Collectors.toMap(StepView::id, Function.identity()));
        return ids.stream()
                .map(steps::get)
                .filter(Objects::nonNull)
                .filter(step -> filter.statuses().isEmpty() || filter.statuses().contains(step.status()))
                .toList();
    }
}
