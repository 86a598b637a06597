package dev.silversmith.pg;

import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.UnitResult;
import dev.silversmith.wire.ParameterJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Writes outcomes of attempts other than success. Each update does nothing the second time. */
final class StepOutcomes {

    private static final String FAILED = """
            update silversmith.transformation_step
               set status = ?, started_at = coalesce(started_at, clock_timestamp()), finished_at = clock_timestamp(),
                   duration_ms = greatest(0, round(extract(epoch from clock_timestamp() - started_at) * 1000)),
                   sql_state = ?, error_message = ?, error_detail = ?, error_hint = ?, error_context = ?, error_position = ?,
                   retryable = ?, parameters = coalesce(?::jsonb, parameters), watermark_before = coalesce(?, watermark_before)
             where id = ?
               and status in ('pending', 'running')
            """;

    private static final String END = """
            update silversmith.transformation_step
               set status = ?, error_message = ?, finished_at = clock_timestamp(),
                   duration_ms = greatest(0, round(extract(epoch from clock_timestamp() - started_at) * 1000))
             where id = any (?::uuid[])
               and status = any (?::text[])
            """;

    /** Of what commits by itself it is not known how far its call had come. */
    private static final String LOST = """
            update silversmith.transformation_step s
               set status = 'interrupted', finished_at = clock_timestamp(),
                   duration_ms = greatest(0, round(extract(epoch from clock_timestamp() - s.started_at) * 1000)),
                   sql_state = case when s.transaction = 'own' then m.unknown end,
                   error_message = case when s.transaction = 'own' then format('its outcome is not known: %s', m.why) else m.why end
              from (select ? as unknown, ? as why) m
             where s.id = ?
               and s.status = 'running'
            """;

    private static final String SKIPPED = """
            update silversmith.transformation_step s
               set status = 'skipped', skipped_because = m.because, finished_at = clock_timestamp()
              from unnest(?::uuid[], ?::text[]) as m (id, because)
             where s.id = m.id
               and s.status in ('pending', 'running')
            """;

    /** A cancel takes the run's row first and then its steps: so does this, and either sees all the other one has done. */
    private static final String LOCK_RUNNING = """
            select
              from silversmith.transformation_run
             where id = ?
               and lease_number = ?
               and status = 'running'
               for share
            """;

    /** Against a take-over and the end of the run, and first of all locks, as there. */
    private static final String LOCK_LEASE = """
            select
              from silversmith.transformation_run
             where id = ?
               and lease_number = ?
               for key share
            """;

    /** Not against whoever writes messages of these steps: the foreign key locks them, too, in the order of the messages. */
    private static final String LOCK_STEPS =
            "select id from silversmith.transformation_step where id = any (?::uuid[]) order by id for no key update";

    private static final String NEXT = """
            insert into silversmith.transformation_step
              (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, parent_ids, transaction, not_before)
            select m.next, s.run_id, s.procedure_id, s.attempt_no + 1, s.kind, s.unit, s.stage, s.ordinal, s.parent_ids, s.transaction,
                   clock_timestamp() + ? * interval '1 millisecond'
              from unnest(?::uuid[], ?::uuid[]) as m (last, next)
              join silversmith.transformation_step s on s.id = m.last
            on conflict (id) do nothing
            """;

    private StepOutcomes() {}

    /** Answers how many attempts were changed, as the others do. */
    static int failed(Connection connection, UUID stepId, UnitResult.Failed failure) throws SQLException {
        return ended(connection, stepId, "failed", failure);
    }

    /** An attempt of which nobody can say what it has left behind. */
    static int unknown(Connection connection, UUID stepId, UnitResult.Failed failure) throws SQLException {
        return ended(connection, stepId, "interrupted", failure);
    }

    private static int ended(Connection connection, UUID stepId, String status, UnitResult.Failed failure)
            throws SQLException {
        StepError error = failure.error();
        try (PreparedStatement statement = connection.prepareStatement(FAILED)) {
            statement.setString(1, status);
            statement.setString(2, error.sqlState().orElse(null));
            statement.setString(3, error.message());
            statement.setString(4, error.detail().orElse(null));
            statement.setString(5, error.hint().orElse(null));
            statement.setString(6, error.context().orElse(null));
            setInt(statement, 7, error.position());
            statement.setBoolean(8, error.retryable());
            statement.setString(9, failure.arguments().isEmpty() ? null : ParameterJson.write(failure.arguments()));
            statement.setString(10, failure.watermarkBefore().orElse(null));
            statement.setObject(11, stepId);
            return statement.executeUpdate();
        }
    }

    private static void setInt(PreparedStatement statement, int place, Optional<Integer> value) throws SQLException {
        if (value.isPresent()) {
            statement.setInt(place, value.get());
        } else {
            statement.setNull(place, Types.INTEGER);
        }
    }

    static int end(Connection connection, String status, String why, List<UUID> stepIds, String... from)
            throws SQLException {
        return Statements.update(
                connection, END, status, why, uuids(connection, stepIds), connection.createArrayOf("text", from));
    }

    static int lost(Connection connection, UUID stepId, String why) throws SQLException {
        return Statements.update(connection, LOST, PgErrors.UNKNOWN, why, stepId);
    }

    static int skipped(Connection connection, Map<UUID, String> reasons) throws SQLException {
        List<Map.Entry<UUID, String>> entries = List.copyOf(reasons.entrySet());
        return Statements.update(
                connection,
                SKIPPED,
                uuids(connection, entries.stream().map(Map.Entry::getKey).toList()),
                connection.createArrayOf(
                        "text", entries.stream().map(Map.Entry::getValue).toArray()));
    }

    /** Locks a run against a change of its status; false if it is not running under this lease. */
    static boolean lockRunning(Connection connection, RunLease lease) throws SQLException {
        return answers(connection, LOCK_RUNNING, lease.runId(), lease.number());
    }

    /** Locks a run against a take-over; false if there was one. */
    static boolean lockLease(Connection connection, RunLease lease) throws SQLException {
        return answers(connection, LOCK_LEASE, lease.runId(), lease.number());
    }

    /** Locks rows in the order in which everybody does. */
    static void lock(Connection connection, List<UUID> stepIds) throws SQLException {
        answers(connection, LOCK_STEPS, uuids(connection, stepIds));
    }

    static boolean exists(Connection connection, UUID stepId) throws SQLException {
        return answers(connection, "select from silversmith.transformation_step where id = ?", stepId);
    }

    private static boolean answers(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement query = Statements.prepare(connection, sql, values);
                ResultSet rows = query.executeQuery()) {
            return rows.next();
        }
    }

    /** Makes the attempt that follows each of the given ones, unless it is there. */
    static void next(Connection connection, List<UUID> stepIds, List<UUID> next, Duration wait) throws SQLException {
        Statements.update(connection, NEXT, wait.toMillis(), uuids(connection, stepIds), uuids(connection, next));
    }

    private static java.sql.Array uuids(Connection connection, Collection<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }
}
