package dev.silversmith.pg;

import dev.silversmith.app.port.RunLease;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.TimeOrderedId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Settles the attempts of a run that was taken over. Of their transactions none is left but, at most, one that begins late: it is refused
 * its success, or its success is waited for, a moment, and left alone.
 */
final class LostAttempts {

    /** Whoever holds a row for longer is terminated first, and it is tried again. */
    static final String PATIENCE = "set local lock_timeout = '3s'";

    private static final String LOCK = """
            select
              from silversmith.transformation_run
             where id = ?
               and lease_number = ?
               and status = ?
               for update
            """;

    /** In the order in which everybody locks them. */
    private static final String LOCK_STEPS = """
            select id
              from silversmith.transformation_step
             where run_id = ?
               and status in ('pending', 'running')
             order by id
               for no key update
            """;

    /** Attempts that their own server has ended in an orderly way are not counted. What commits by itself is not counted either: it stays interrupted. Of a group only the first member, whose claim it was, fails. */
    private static final String INTERRUPT = """
            update silversmith.transformation_step s
               set status = case when l.again or s.transaction = 'own' then 'interrupted' when s.token_hash is null then 'rolled_back' else 'failed' end,
                   finished_at = clock_timestamp(),
                   duration_ms = greatest(0, round(extract(epoch from clock_timestamp() - s.started_at) * 1000)),
                   sql_state = case when s.transaction = 'own' then m.unknown else m.sql_state end,
                   error_message = case
                     when s.transaction = 'own' then format('its outcome is not known: %s', m.why)
                     when l.again then m.why
                     else format('%s; it was lost %s times and is not tried again by itself', m.why, l.lost + 1)
                   end,
                   retryable = l.again and s.transaction = 'managed'
              from (select a.id, count(x.id) as lost, count(x.id) < ?::integer as again
                      from silversmith.transformation_step a
                      join silversmith.transformation_run r on r.id = a.run_id
                      left join silversmith.transformation_step x
                        on x.run_id = a.run_id
                       and x.procedure_id = a.procedure_id
                       and x.status = 'interrupted'
                       and x.sql_state = ?
                       and x.finished_at > coalesce(r.resumed_at, '-infinity')
                     where a.run_id = ?
                       and a.status = 'running'
                     group by a.id) l
             cross join (select ? as sql_state, ? as unknown, ? as why) m
             where s.id = l.id
               and s.status = 'running'
            """;

    /**
     * With the members of its group that had finished, an attempt that was interrupted is made anew; of a procedure that commits by itself only
     * if there is no error, for then its own server has ended it in an orderly way before its call had begun.
     */
    private static final String TO_REPEAT = """
            with latest as (
              select distinct on (s.procedure_id) s.id, s.unit, s.status, s.ordinal, s.transaction, s.sql_state
                from silversmith.transformation_step s
               where s.run_id = ?
               order by s.procedure_id, s.attempt_no desc
            )
            select l.id
              from latest l
             where l.status in ('interrupted', 'rolled_back')
               and (l.transaction = 'managed' or l.sql_state is null)
               and exists (select from latest o where o.unit = l.unit and o.status = 'interrupted')
             order by l.ordinal
            """;

    private static final String CANCEL = """
            update silversmith.transformation_step s
               set status = case when s.transaction = 'own' and s.status = 'running' then 'interrupted' else 'cancelled' end,
                   sql_state = case when s.transaction = 'own' and s.status = 'running' then ? end,
                   error_message = case when s.transaction = 'own' and s.status = 'running' then ? end,
                   finished_at = clock_timestamp(),
                   duration_ms = greatest(0, round(extract(epoch from clock_timestamp() - s.started_at) * 1000))
             where s.run_id = ?
               and s.status in ('pending', 'running')
            """;

    private static final String CANCELLED = "its outcome is not known: its server was lost, and the run is cancelled";

    private LostAttempts() {}

    /** Answers how many attempts have changed: none if the run is not running under this lease. */
    static int interrupt(Connection connection, RunLease lease, String why, int most, Instant now) throws SQLException {
        if (!lock(connection, lease, RunStatus.RUNNING)) {
            return 0;
        }
        int interrupted = Statements.update(
                connection, INTERRUPT, most, PgErrors.LOST, lease.runId(), PgErrors.LOST, PgErrors.UNKNOWN, why);
        List<UUID> last = toRepeat(connection, lease.runId());
        List<UUID> next = last.stream().map(step -> TimeOrderedId.at(now)).toList();
        StepOutcomes.next(connection, last, next, Duration.ZERO);
        return interrupted + RefreshOutcomes.interrupt(connection, lease.runId(), why, most, now);
    }

    /** Answers how many attempts have changed: none if the run is not cancelling under this lease. */
    static int cancel(Connection connection, RunLease lease) throws SQLException {
        if (!lock(connection, lease, RunStatus.CANCELLING)) {
            return 0;
        }
        return Statements.update(connection, CANCEL, PgErrors.UNKNOWN, CANCELLED, lease.runId())
                + RefreshOutcomes.endAll(
                        connection, lease.runId(), StepStatus.CANCELLED.word(), null, "pending", "running");
    }

    private static boolean lock(Connection connection, RunLease lease, RunStatus status) throws SQLException {
        Statements.update(connection, PATIENCE);
        if (!any(connection, LOCK, lease.runId(), lease.number(), status.word())) {
            return false;
        }
        any(connection, LOCK_STEPS, lease.runId());
        return true;
    }

    private static boolean any(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement query = Statements.prepare(connection, sql, values);
                ResultSet rows = query.executeQuery()) {
            return rows.next();
        }
    }

    private static List<UUID> toRepeat(Connection connection, UUID runId) throws SQLException {
        List<UUID> steps = new ArrayList<>();
        try (PreparedStatement query = Statements.prepare(connection, TO_REPEAT, runId);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                steps.add(rows.getObject(1, UUID.class));
            }
        }
        return steps;
    }
}
