package dev.silversmith.pg;

import dev.silversmith.app.port.StepError;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.core.shared.TimeOrderedId;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes outcomes of attempts of refreshes other than success. Each update does nothing the second time. */
final class RefreshOutcomes {

    private static final String FAILED = """
            update silversmith.refresh_execution
               set status = 'failed', started_at = coalesce(started_at, clock_timestamp()), finished_at = clock_timestamp(),
                   duration_ms = greatest(0, round(extract(epoch from clock_timestamp() - coalesce(started_at, clock_timestamp())) * 1000)),
                   sql_state = ?, error_message = ?, error_detail = ?, error_hint = ?, error_context = ?, retryable = ?
             where id = ?
               and status in ('pending', 'running')
            """;

    private static final String END = """
            update silversmith.refresh_execution
               set status = ?, error_message = ?, finished_at = clock_timestamp(),
                   duration_ms = greatest(0, round(extract(epoch from clock_timestamp() - started_at) * 1000))
             where id = any (?::uuid[])
               and status = any (?::text[])
            """;

    private static final String SKIPPED = """
            update silversmith.refresh_execution e
               set status = 'skipped', skipped_because = m.because, finished_at = clock_timestamp()
              from unnest(?::uuid[], ?::text[]) as m (id, because)
             where e.id = m.id
               and e.status in ('pending', 'running')
            """;

    private static final String END_OPEN = """
            update silversmith.refresh_execution
               set status = ?, skipped_because = ?, finished_at = clock_timestamp(),
                   duration_ms = greatest(0, round(extract(epoch from clock_timestamp() - started_at) * 1000))
             where run_id = ?
               and status = any (?::text[])
            """;

    /** As attempts of procedures, but each by itself: nothing shares its transaction. */
    private static final String INTERRUPT = """
            update silversmith.refresh_execution e
               set status = case when l.lost < m.most then 'interrupted' else 'failed' end,
                   finished_at = clock_timestamp(),
                   duration_ms = greatest(0, round(extract(epoch from clock_timestamp() - e.started_at) * 1000)),
                   sql_state = m.sql_state,
                   error_message = case
                     when l.lost < m.most then m.why
                     else format('%s; it was lost %s times and is not tried again by itself', m.why, l.lost + 1)
                   end,
                   retryable = l.lost < m.most
              from (select a.id, count(x.id) as lost
                      from silversmith.refresh_execution a
                      join silversmith.transformation_run r on r.id = a.run_id
                      left join silversmith.refresh_execution x
                        on x.run_id = a.run_id
                       and x.refresh_target_id = a.refresh_target_id
                       and x.status = 'interrupted'
                       and x.sql_state = ?
                       and x.finished_at > coalesce(r.resumed_at, '-infinity')
                     where a.run_id = ?
                       and a.status = 'running'
                     group by a.id) l
             cross join (select ? as sql_state, ? as why, ?::integer as most) m
             where e.id = l.id
               and e.status = 'running'
            """;

    private static final String INTERRUPTED = """
            select l.id
              from (select distinct on (e.refresh_target_id) e.id, e.status, e.ordinal
                      from silversmith.refresh_execution e
                     where e.run_id = ?
                     order by e.refresh_target_id, e.attempt_no desc) l
             where l.status = 'interrupted'
             order by l.ordinal
            """;

    /**
     * What a resume makes again: what has no success, what shows the data of procedures that run again, and what reads views that are
     * refreshed again.
     */
    private static final String OPEN = """
            with recursive latest as (
              select distinct on (e.refresh_target_id) e.*
                from silversmith.refresh_execution e
               where e.run_id = ?
               order by e.refresh_target_id, e.attempt_no desc
            ), undone as (
              select l.procedure_id
                from (select distinct on (s.procedure_id) s.procedure_id, s.status
                        from silversmith.transformation_step s
                       where s.run_id = ?
                       order by s.procedure_id, s.attempt_no desc) l
               where l.status <> 'succeeded'
            ), again (refresh_target_id) as (
              select l.refresh_target_id
                from latest l
               where l.status <> 'succeeded'
                  or exists (select from undone u where u.procedure_id = any (l.procedure_ids))
              union
              select l.refresh_target_id
                from again a
                join latest l on a.refresh_target_id = any (l.read_ids)
            )
            select l.id
              from latest l
              join again a on a.refresh_target_id = l.refresh_target_id
             order by l.ordinal
            """;

    private static final String OPEN_VIEWS = """
            select t.schema_name, t.view_name as name
              from unnest(?::uuid[]) with ordinality as o (id, place)
              join silversmith.refresh_execution e on e.id = o.id
              join silversmith.refresh_target t on t.id = e.refresh_target_id
             order by o.place
            """;

    private static final String NEXT = """
            insert into silversmith.refresh_execution
              (id, run_id, refresh_target_id, attempt_no, trigger, stage, ordinal, procedure_ids, earlier_ids, read_ids)
            select m.next, e.run_id, e.refresh_target_id, e.attempt_no + 1, e.trigger, e.stage, e.ordinal, e.procedure_ids, e.earlier_ids,
                   e.read_ids
              from unnest(?::uuid[], ?::uuid[]) as m (last, next)
              join silversmith.refresh_execution e on e.id = m.last
            on conflict (id) do nothing
            """;

    private RefreshOutcomes() {}

    /** Answers how many attempts were changed, as the others do. */
    static int failed(Connection connection, UUID attempt, StepError error) throws SQLException {
        return Statements.update(
                connection,
                FAILED,
                error.sqlState().orElse(null),
                error.message(),
                error.detail().orElse(null),
                error.hint().orElse(null),
                error.context().orElse(null),
                error.retryable(),
                attempt);
    }

    static int end(Connection connection, String status, String why, List<UUID> attempts, String... from)
            throws SQLException {
        return Statements.update(connection, END, status, why, uuids(connection, attempts), texts(connection, from));
    }

    static int skipped(Connection connection, Map<UUID, String> reasons) throws SQLException {
        List<Map.Entry<UUID, String>> entries = List.copyOf(reasons.entrySet());
        return Statements.update(
                connection,
                SKIPPED,
                uuids(connection, entries.stream().map(Map.Entry::getKey).toList()),
                texts(connection, entries.stream().map(Map.Entry::getValue).toArray()));
    }

    /** Ends every attempt of a run that stands there. */
    static int endAll(Connection connection, UUID runId, String status, String because, String... from)
            throws SQLException {
        return Statements.update(connection, END_OPEN, status, because, runId, texts(connection, from));
    }

    /** Interrupts what is running, or fails what was lost too often, and makes the next attempt of what was interrupted. */
    static int interrupt(Connection connection, UUID runId, String why, int most, Instant now) throws SQLException {
        int interrupted = Statements.update(connection, INTERRUPT, PgErrors.LOST, runId, PgErrors.LOST, why, most);
        next(connection, ids(connection, INTERRUPTED, runId), now);
        return interrupted;
    }

    /** The last attempts of what a resume makes again, in the plan's order. */
    static List<UUID> open(Connection connection, UUID runId) throws SQLException {
        return ids(connection, OPEN, runId, runId);
    }

    /** The views of these. */
    static List<QualifiedName> openViews(Connection connection, UUID runId) throws SQLException {
        List<QualifiedName> views = new ArrayList<>();
        try (PreparedStatement query =
                        Statements.prepare(connection, OPEN_VIEWS, uuids(connection, open(connection, runId)));
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                views.add(RunRows.name(rows));
            }
        }
        return views;
    }

    /** Makes the attempt that follows each of the given ones. */
    static void next(Connection connection, List<UUID> last, Instant now) throws SQLException {
        List<UUID> next = last.stream().map(attempt -> TimeOrderedId.at(now)).toList();
        Statements.update(connection, NEXT, uuids(connection, last), uuids(connection, next));
    }

    private static List<UUID> ids(Connection connection, String sql, Object... values) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (PreparedStatement query = Statements.prepare(connection, sql, values);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    private static Array uuids(Connection connection, Collection<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }

    private static Array texts(Connection connection, Object[] texts) throws SQLException {
        return connection.createArrayOf("text", texts);
    }
}
