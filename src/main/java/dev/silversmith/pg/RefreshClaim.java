package dev.silversmith.pg;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.RefreshCall;
import dev.silversmith.app.port.UnitControl.Session;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.ZoneOffset;

/** Marks the attempt of a refresh as running, as {@link UnitClaim} does for steps; refused while what it waits for has not ended. */
@ApplicationScoped
public class RefreshClaim {

    private static final String CLAIM = """
            update silversmith.refresh_execution e
               set status = 'running',
                   started_at = clock_timestamp(),
                   token_hash = ?,
                   backend_pid = ?,
                   backend_start = ?,
                   owner_server = ?,
                   lane = ?
             where e.id = ?
               and (e.status = 'pending' or e.status = 'running' and e.token_hash = ?)
               and exists (select
                             from silversmith.transformation_run r
                            where r.id = e.run_id
                              and r.status = 'running'
                              and r.lease_number = ?
                              for key share)
               and not exists (select
                                 from (select distinct on (s.procedure_id) s.status
                                         from silversmith.transformation_step s
                                        where s.run_id = e.run_id
                                          and s.procedure_id = any (e.procedure_ids)
                                        order by s.procedure_id, s.attempt_no desc) l
                                where l.status in ('pending', 'running')
                                   or e.trigger = 'success' and l.status <> 'succeeded')
               and not exists (select
                                 from (select distinct on (o.refresh_target_id) o.status
                                         from silversmith.refresh_execution o
                                        where o.run_id = e.run_id
                                          and o.refresh_target_id = any (e.earlier_ids)
                                        order by o.refresh_target_id, o.attempt_no desc) l
                                where l.status in ('pending', 'running'))
            """;

    /** After a session was lost before the refresh: the same attempt, on another session. */
    private static final String MOVE = """
            update silversmith.refresh_execution
               set backend_pid = ?, backend_start = ?
             where id = ?
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
    RefreshClaim(ControlDatabase control, EngineSettings settings) {
        this.control = control;
        this.settings = settings;
    }

    RefreshClaim() {
        this(null, null);
    }

    /** Claims the attempt; also one that this token has claimed before. */
    boolean claim(RefreshCall call, byte[] tokenHash, Session session) {
        return update(
                "claim of " + call.unit(),
                CLAIM,
                tokenHash,
                session.pid(),
                session.backendStart().atOffset(ZoneOffset.UTC),
                settings.serverId(),
                call.lane(),
                call.id(),
                tokenHash,
                call.lease().number());
    }

    /**
     * Notes that the claimed refresh works on another session now.
     *
     * @return false if the claim is not there any more: given up by somebody else, or lost in a crash of the database
     */
    boolean move(RefreshCall call, Session session) {
        return update(
                "new session of " + call.unit(),
                MOVE,
                session.pid(),
                session.backendStart().atOffset(ZoneOffset.UTC),
                call.id(),
                call.lease().number());
    }

    private boolean update(String doing, String sql, Object... values) {
        return control.directly(doing, connection -> Statements.update(connection, sql, values) == 1);
    }
}
