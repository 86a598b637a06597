package dev.silversmith.store;

import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.RunStatus;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What runs {@code r} have to satisfy. There are few thousand runs where there are a million steps: what no index knows, the free text above
 * all, is looked for in every run, a dozen milliseconds for 20,000 of them.
 */
final class RunConditions {

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

    private RunConditions() {}

    /**
     * Adds them to a query, each with its {@code and}.
     *
     * @param procedures ids of the filter's procedures
     */
    static void add(NativeQuery query, RunFilter filter, List<UUID> procedures) {
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
        if (!filter.triggers().isEmpty()) {
            query.add(" and r.trigger = any (string_to_array(?, ','))", NativeQuery.list(filter.triggers()));
        }
    }
}
