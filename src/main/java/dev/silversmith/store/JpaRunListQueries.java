package dev.silversmith.store;

import dev.silversmith.app.port.RunListQueries;
import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.app.port.RunView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a page of the list of runs with a fixed number of queries, however long the page or its runs are. */
@ApplicationScoped
public class JpaRunListQueries implements RunListQueries {

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    @Override
    public RunPage page(RunFilter filter, Order order, int page, int size) {
        List<UUID> procedures = ProcedureIds.of(entities, filter.procedures());
        RunTally tally = RunTally.of(entities, filter.in(Set.of()), procedures);
        long matching = matching(filter, procedures, tally);
        long counted = Math.min(matching, MOST_COUNTED);
        int last = (int) Math.max(1, (counted + size - 1) / size);
        int shown = Math.min(page, last);
        int most = (int) Math.min(size, counted - (shown - 1L) * size);
        List<Long> numbers = most > 0 ? numbers(filter, procedures, order, (shown - 1) * size, most) : List.of();
        return new RunPage(
                listed(numbers, filter), shown, counted, matching > counted, tally.statuses(), tally.newest());
    }

    /** How many runs satisfy the filter, or one more than are counted; the statuses tell if they tell of every run. */
    private long matching(RunFilter filter, List<UUID> procedures, RunTally tally) {
        if (filter.statuses().isEmpty() || tally.total() <= MOST_COUNTED) {
            return tally.total(filter.statuses());
        }
        NativeQuery query =
                new NativeQuery().add("select count(*) from (select from silversmith.transformation_run r where true");
        RunConditions.add(query, filter, procedures);
        query.add(" limit cast(? as bigint)) m", MOST_COUNTED + 1);
        return ((Number) query.rows(entities).get(0)).longValue();
    }

    private List<Long> numbers(RunFilter filter, List<UUID> procedures, Order order, int offset, int most) {
        NativeQuery query = new NativeQuery().add("select r.number from silversmith.transformation_run r where true");
        RunConditions.add(query, filter, procedures);
        query.add(" order by " + sorted(order) + " limit cast(? as bigint)", most);
        query.add(" offset cast(? as bigint)", offset);
        return query.rows(entities).stream()
                .map(number -> ((Number) number).longValue())
                .toList();
    }

    private static String sorted(Order order) {
        String direction = order.descending() ? " desc" : " asc";
        String column =
                switch (order.column()) {
                    case NUMBER -> "";
                    case STATUS -> "r.status" + direction + ", ";
                    case STARTED -> "r.started_at" + direction + " nulls last, ";
                    case DURATION ->
                        "coalesce(r.finished_at, clock_timestamp()) - r.started_at" + direction + " nulls last, ";
                    case ROWS -> "r.rows_affected" + direction + " nulls last, ";
                    case REQUESTED_BY -> "lower(r.requested_by collate silversmith.person)" + direction + ", ";
                };
        return column + "r.number" + (order.column() == Column.NUMBER ? direction : " desc");
    }

    /** The runs of some numbers, in their order; one whose status has changed meanwhile is not what was asked for any more. */
    private List<ListedRun> listed(List<Long> numbers, RunFilter filter) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        List<RunRow> rows = entities.createQuery("select r from Run r where r.number in :page", RunRow.class)
                .setHint(JpaRunQueries.READ_ONLY, true)
                .setHint(JpaRunQueries.REFRESH, true)
                .setParameter("page", numbers)
                .getResultList();
        Map<Long, RunView> runs = new RunViews(entities)
                .of(rows).stream().collect(Collectors.toMap(RunView::number, Function.identity()));
        RunMarks marks = RunMarks.of(entities, runs.values());
        return numbers.stream()
                .filter(runs::containsKey)
                .map(runs::get)
                .filter(run -> filter.statuses().isEmpty() || filter.statuses().contains(run.status()))
                .map(run -> new ListedRun(run, marks.warnings(run), marks.failure(run)))
                .toList();
    }
}
