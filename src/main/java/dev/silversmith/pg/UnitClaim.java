package dev.silversmith.pg;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.UnitCall;
import dev.silversmith.app.port.UnitCall.MemberCall;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.wire.ParameterJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * Marks the attempts of a unit as running, before any of its work begins.
 *
 * <p>The database refuses the claim while a parent has not succeeded or the barrier is not passed, whatever the ready queue believes. The
 * mark is visible at once and not durable: losing it in a crash of the database loses nothing that was committed.
 *
 * <p>The run's row is locked until the claim is committed: a take-over waits for that and sees the claim, or the claim is refused.
 */
@ApplicationScoped
public class UnitClaim {

    private static final String CLAIM = """
            update silversmith.transformation_step s
               set status = 'running',
                   started_at = clock_timestamp(),
                   token_hash = case when s.id = ? then ?::bytea end,
                   backend_pid = ?,
                   backend_start = ?,
                   owner_server = ?,
                   lane = ?,
                   parameters = m.parameters::jsonb,
                   sql_executed = m.sql,
                   dependency_snapshot = coalesce(
                     (select jsonb_agg(
                               jsonb_build_object(
                                 'procedure', quote_ident(c.schema_name) || '.' || quote_ident(c.procedure_name),
                                 'status', p.status,
                                 'finishedAt', p.finished_at)
                               order by c.schema_name collate "C", c.procedure_name collate "C")
                        from silversmith.transformation_step p
                        join silversmith.transformation_procedure c on c.id = p.procedure_id
                       where p.run_id = s.run_id
                         and p.procedure_id = any (s.parent_ids)
                         and not exists (select
                                           from silversmith.transformation_step later
                                          where later.run_id = p.run_id
                                            and later.procedure_id = p.procedure_id
                                            and later.attempt_no > p.attempt_no)),
                     '[]')
              from unnest(?::uuid[], ?::text[], ?::text[]) as m (id, parameters, sql)
             where s.id = m.id
               and (s.status = 'pending'
                    or s.status = 'running'
                       and exists (select
                                     from silversmith.transformation_step lead
                                    where lead.id = ?
                                      and lead.run_id = s.run_id
                                      and lead.unit = s.unit
                                      and lead.token_hash = ?))
               and exists (select
                             from silversmith.transformation_run r
                            where r.id = s.run_id
                              and r.status = 'running'
                              and r.lease_number = ?
                              for key share)
               and not exists (select
                                 from unnest(s.parent_ids) as parent (id)
                                where not exists (select
                                                    from silversmith.transformation_step p
                                                   where p.run_id = s.run_id
                                                     and p.procedure_id = parent.id
                                                     and (p.status = 'succeeded' or p.unit = s.unit)))
               and (s.kind <> 'fact'
                    or not exists (select
                                     from silversmith.transformation_step d
                                    where d.run_id = s.run_id
                                      and d.kind = 'dimension'
                                      and d.unit <> s.unit
                                      and d.status in ('pending', 'running')))
            """;

    private static final String LOCK_IN_ORDER = """
            select id from silversmith.transformation_step where id = any (?::uuid[]) order by id for update
            """;

    /** After a session was lost before the call: the same attempt, on another session. */
    private static final String MOVE = """
            update silversmith.transformation_step
               set backend_pid = ?, backend_start = ?
             where id = any (?::uuid[])
               and status = 'running'
               and exists (select
                             from silversmith.transformation_run r
                            where r.id = run_id
                              and r.lease_number = ?
                              for key share)
            """;

    private final ControlDatabase control;
    private final EngineSettings settings;

    @Inject
    UnitClaim(ControlDatabase control, EngineSettings settings) {
        this.control = control;
        this.settings = settings;
    }

    UnitClaim() {
        this(null, null);
    }

    /** Claims every member of the unit or none. */
    boolean claim(UnitCall call, List<MemberRecord> calls, byte[] tokenHash, Session session) {
        return control.directly("claim of " + call.unit(), connection -> {
            connection.setAutoCommit(call.members().size() == 1);
            try {
                lockInOrder(connection, call);
                boolean all = update(connection, call, calls, tokenHash, session)
                        == call.members().size();
                if (!connection.getAutoCommit()) {
                    end(connection, all);
                }
                return all;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    /** Only a group locks more than one row. */
    private static void lockInOrder(Connection connection, UnitCall call) throws SQLException {
        if (call.members().size() > 1) {
            StepOutcomes.lockLease(connection, call.lease());
            Object[] ids = call.members().stream().map(MemberCall::stepId).toArray();
            try (PreparedStatement lock = connection.prepareStatement(LOCK_IN_ORDER)) {
                lock.setArray(1, connection.createArrayOf("uuid", ids));
                lock.execute();
            }
        }
    }

    private static void end(Connection connection, boolean commit) throws SQLException {
        if (commit) {
            connection.commit();
        } else {
            connection.rollback();
        }
    }

    private int update(
            Connection connection, UnitCall call, List<MemberRecord> calls, byte[] tokenHash, Session session)
            throws SQLException {
        Object[] ids = call.members().stream().map(MemberCall::stepId).toArray();
        Object[] parameters = calls.stream()
                .map(member -> ParameterJson.write(member.arguments()))
                .toArray();
        Object[] statements =
                calls.stream().map(member -> member.routine().sql()).toArray();
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setObject(1, call.lead().stepId()); // the token is the first member's
            claim.setBytes(2, tokenHash);
            claim.setInt(3, session.pid());
            claim.setObject(4, session.backendStart().atOffset(ZoneOffset.UTC));
            claim.setString(5, settings.serverId());
            claim.setInt(6, call.lane());
            claim.setArray(7, connection.createArrayOf("uuid", ids));
            claim.setArray(8, connection.createArrayOf("text", parameters));
            claim.setArray(9, connection.createArrayOf("text", statements));
            claim.setObject(10, call.lead().stepId()); // claimed before, by a try whose answer was lost
            claim.setBytes(11, tokenHash);
            claim.setLong(12, call.lease().number());
            return claim.executeUpdate();
        }
    }

    /**
     * Notes that the claimed unit works on another session now.
     *
     * @return false if the claim is not there any more: given up by somebody else, or lost in a crash of the database
     */
    boolean move(UnitCall call, Session session) {
        Object[] ids = call.members().stream().map(MemberCall::stepId).toArray(UUID[]::new);
        return control.directly("new session of " + call.unit(), connection -> {
            try (PreparedStatement move = connection.prepareStatement(MOVE)) {
                move.setInt(1, session.pid());
                move.setObject(2, session.backendStart().atOffset(ZoneOffset.UTC));
                move.setArray(3, connection.createArrayOf("uuid", ids));
                move.setLong(4, call.lease().number());
                return move.executeUpdate() == ids.length;
            }
        });
    }
}
