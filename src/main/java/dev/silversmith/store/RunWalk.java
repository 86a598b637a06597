package dev.silversmith.store;

import dev.silversmith.app.port.RunQueries.RunFilter;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds the numbers of the runs of a page that goes on after another one. */
final class RunWalk {

    private final NativeQuery query = new NativeQuery();
    private final String list;

    /**
     * Reads a filter.
     *
     * @param procedures ids of the filter's procedures
     */
    RunWalk(RunFilter filter, List<UUID> procedures) {
        query.add("select r.number from silversmith.transformation_run r where true");
        RunConditions.add(query, filter, procedures);
        list = Cursor.list(
                "runs",
                NativeQuery.list(filter.statuses()),
                NativeQuery.list(filter.modes()),
                NativeQuery.list(procedures),
                filter.requestedBy(),
                filter.requested(),
                filter.text(),
                NativeQuery.list(filter.triggers()));
    }

    /** The name of this list in cursors: another filter is another list. */
    String list() {
        return list;
    }

    /** The next numbers, the largest first. */
    List<Long> next(EntityManager entities, Optional<String> cursor, int most) {
        Cursor.number(list, cursor).ifPresent(number -> query.add(" and r.number < cast(? as bigint)", number));
        query.add(" order by r.number desc limit cast(? as bigint)", most);
        return query.rows(entities).stream()
                .map(number -> ((Number) number).longValue())
                .toList();
    }
}
