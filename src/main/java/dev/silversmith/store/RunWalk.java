package dev.silversmith.store;

import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.RunStatus;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Finds the numbers of the runs of a page. There are few thousand runs where there are a million steps: what no index knows, the free text
 * above all, is looked for in every run, a dozen milliseconds for 20,000 of them.
 */
final class RunWalk {

    /** Names of people compare alike in every script, and so does what they search for. */
    private static final String TEXT = """
             and position(lower(? collate silversmith.person) in lower(concat_ws(
                   E'\\n', r.number, r.idempotency_key, r.reason, r.error, r.requested_by, r.selection, r.exclusion)
                   collate silversmith.person)) > 0""";

    /**
     * Not bound: a plan that is good for a procedure of every run is bad for one of a few old runs, so the planner must know which it is.
     */
    private static final String PROCEDURES = """
             and exists (select
                           from silversmith.transformation_step s
                          where s.run_id = r.id
                            and s.procedure_id in (%s))""";

    private final NativeQuery query = new NativeQuery();
    private final String list;

    /**
     * Reads a filter.
     *
     * @param procedures ids of the filter's procedures
     */
    RunWalk(RunFilter filter, List<UUID> procedures) {
        query.add("select r.number from silversmith.transformation_run r where true");
        if (!filter.statuses().isEmpty()) {
            query.add(
                    " and r.status = any (string_to_array(?, ','))",
                    NativeQuery.list(
                            filter.statuses().stream().map(RunStatus::word).toList()));
        }
        if (!filter.modes().isEmpty()) {
            query.add(
                    " and r.mode = any (string_to_array(?, ','))",
                    NativeQuery.list(filter.modes().stream().map(Mode::word).toList()));
        }
        if (!procedures.isEmpty()) {
            query.add(PROCEDURES.formatted(
                    procedures.stream().map("uuid '%s'"::formatted).collect(Collectors.joining(", "))));
        }
        filter.requestedBy().ifPresent(user -> query.add(" and r.requested_by = ?", user));
        filter.requested().from().ifPresent(from -> query.add(" and r.requested_at >= cast(? as timestamptz)", from));
        filter.requested().to().ifPresent(to -> query.add(" and r.requested_at < cast(? as timestamptz)", to));
        filter.text().ifPresent(text -> query.add(TEXT, text));
        list = Cursor.list(
                "runs",
                NativeQuery.list(filter.statuses()),
                NativeQuery.list(filter.modes()),
                NativeQuery.list(procedures),
                filter.requestedBy(),
                filter.requested(),
                filter.text());
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
