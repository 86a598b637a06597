package dev.silversmith.store;

import dev.silversmith.app.port.LogLine;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.wire.PlanJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToLongFunction;

/**
 * Reads of runs and steps. Lists go on after the last item's number, not after an offset, so that a new run never shifts a page.
 *
 * <p>A run's row is read before its steps are counted: a run that is shown as ended has no step shown as running.
 */
@ApplicationScoped
public class JpaRunQueries implements RunQueries {

    static final String READ_ONLY = "eclipselink.read-only";

    /** Rows that this request has read before are read anew: who waits for the end of a run asks again and again. */
    static final String REFRESH = "eclipselink.refresh";

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    @Override
    public Page<RunView> runs(RunFilter filter, int limit, Optional<String> cursor) {
        RunWalk walk = new RunWalk(filter, ProcedureIds.of(entities, filter.procedures()));
        List<Long> numbers = walk.next(entities, cursor, limit + 1);
        if (numbers.isEmpty()) {
            return new Page<>(List.of(), Optional.empty());
        }
        List<Long> page = numbers.subList(0, Math.min(limit, numbers.size()));
        List<RunRow> rows = query("select r from Run r where r.number in :page order by r.number desc", RunRow.class)
                .setParameter("page", page)
                .getResultList();
        // A run whose status has changed since the walk is not one of those that were asked for any more.
        List<RunView> views = new RunViews(entities)
                .of(rows).stream()
                        .filter(run ->
                                filter.statuses().isEmpty() || filter.statuses().contains(run.status()))
                        .toList();
        return new Page<>(views, next(walk.list(), numbers, limit, number -> number));
    }

    @Override
    public Optional<RunView> run(UUID id) {
        return view(query("select r from Run r where r.id = :key", RunRow.class).setParameter("key", id));
    }

    @Override
    public Optional<RunView> run(long number) {
        return view(
                query("select r from Run r where r.number = :key", RunRow.class).setParameter("key", number));
    }

    @Override
    public Set<UUID> ended(Set<UUID> ids) {
        if (ids.isEmpty()) {
            return Set.of();
        }
        List<String> ends = Arrays.stream(RunStatus.values())
                .filter(RunStatus::isFinal)
                .map(RunStatus::word)
                .toList();
        return Set.copyOf(query("select r.id from Run r where r.id in :ids and r.status in :ends", UUID.class)
                .setParameter("ids", ids)
                .setParameter("ends", ends)
                .getResultList());
    }

    private Optional<RunView> view(TypedQuery<RunRow> query) {
        return new RunViews(entities).of(query.getResultList()).stream().findFirst();
    }

    @Override
    public List<StepView> steps(UUID runId) {
        return StepRows.of(entities, "s.runId = :key", runId);
    }

    @Override
    public Optional<StepView> step(UUID id) {
        return StepRows.of(entities, "s.id = :key", id).stream().findFirst();
    }

    @Override
    public Page<LogLine> logs(UUID stepId, int limit, Optional<String> cursor) {
        long after = Cursor.number("logs", cursor).orElse(0L);
        List<LogRow> rows = query(
                        "select l from Log l where l.stepId = :step and l.line > :after order by l.line", LogRow.class)
                .setParameter("step", stepId)
                .setParameter("after", after)
                .setMaxResults(limit + 1)
                .getResultList();
        List<LogLine> lines = rows.stream().limit(limit).map(LogRow::toLine).toList();
        return new Page<>(lines, next("logs", rows, limit, row -> row.line));
    }

    @Override
    public List<LogLine> newestLogs(UUID stepId, int limit) {
        List<LogRow> newestFirst = query(
                        "select l from Log l where l.stepId = :step order by l.line desc", LogRow.class)
                .setParameter("step", stepId)
                .setMaxResults(limit)
                .getResultList();
        return newestFirst.stream()
                .sorted(Comparator.comparingLong(row -> row.line))
                .map(LogRow::toLine)
                .toList();
    }

    @Override
    public Optional<Plan> plan(UUID runId) {
        return documents(runId).flatMap(row -> Optional.ofNullable(row.plan)).map(PlanJson::read);
    }

    @Override
    public Optional<String> jobXml(UUID runId) {
        return documents(runId).flatMap(row -> Optional.ofNullable(row.jobXml));
    }

    private Optional<RunDocumentsRow> documents(UUID runId) {
        return query("select d from RunDocuments d where d.id = :key", RunDocumentsRow.class)
                .setParameter("key", runId)
                .getResultList()
                .stream()
                .findFirst();
    }

    private <T> TypedQuery<T> query(String text, Class<T> type) {
        return entities.createQuery(text, type).setHint(READ_ONLY, true).setHint(REFRESH, true);
    }

    /** The cursor after the last item of a page of which one row more was read. */
    private static <T> Optional<String> next(String list, List<T> rows, int limit, ToLongFunction<T> number) {
        return rows.size() > limit
                ? Optional.of(Cursor.after(list, number.applyAsLong(rows.get(limit - 1))))
                : Optional.empty();
    }
}
