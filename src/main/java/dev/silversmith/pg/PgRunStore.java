package dev.silversmith.pg;

import dev.silversmith.app.port.JobLauncher.JobIds;
import dev.silversmith.app.port.LeaseStore.Self;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Runs in the control login's transactions. */
@ApplicationScoped
public class PgRunStore implements RunStore {

    private static final String FIND_BY_KEY = """
            select k.id, k.run_number, k.request_fingerprint, k.requested_by, r.id is null as purged
              from silversmith.idempotency_key k
              left join silversmith.transformation_run r on r.id = k.id
             where k.idempotency_key = ?
            """;

    private static final String INSERT_LOCK =
            "select pg_advisory_xact_lock(hashtextextended('silversmith:new-run', 0))";

    private static final String ADMISSION_LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended('silversmith:admission', 0))";

    private static final String ADMIT = """
            update silversmith.transformation_run
               set status = 'running',
                   started_at = coalesce(started_at, clock_timestamp()),
                   admitted_at = clock_timestamp(),
                   owner_server = ?,
                   owner_instance = ?,
                   lease_until = clock_timestamp() + make_interval(secs => ?),
                   lease_number = lease_number + 1,
                   recoveries = 0,
                   recovered_at = null
             where id = (select q.run_id
                           from silversmith.v_queue q
                           join silversmith.transformation_run r on r.id = q.run_id
                          where q.waiting_for is null
                            and (r.expires_at > clock_timestamp() or r.mode <> 'full')
                          order by q.number
                          limit 1)
               and status = 'queued'
            returning id, lease_number
            """;

    private static final String LAUNCHED = """
            update silversmith.transformation_run
               set batch_instance_id = ?, batch_execution_id = ?
             where id = ?
               and lease_number = ?
            """;

    private static final String LOCK_LEASE = """
            select status from silversmith.transformation_run where id = ? and lease_number = ? for update
            """;

    private static final String LOCK_STATUS =
            "select status from silversmith.transformation_run where id = ? for update";

    private static final String CANCEL = """
            update silversmith.transformation_run
               set status = ?, cancel_requested_by = ?, cancel_requested_at = clock_timestamp(),
                   finished_at = case when ? = 'cancelled' then clock_timestamp() end
             where id = ?
            """;

    /** Rows of one run are always locked by id, here and by the claim of a group, so that nobody waits in a circle. */
    private static final String END_PENDING_STEPS = """
            update silversmith.transformation_step
               set status = ?, skipped_because = ?, finished_at = clock_timestamp()
             where id in (select id
                            from silversmith.transformation_step
                           where run_id = ?
                             and status = 'pending'
                           order by id
                             for update)
            """;

    private static final String LAST_STATUSES = """
            select status
              from (select distinct on (procedure_id) status
                      from silversmith.transformation_step
                     where run_id = ?
                     order by procedure_id, attempt_no desc) step
            union all
            select status
              from (select distinct on (refresh_target_id) status
                      from silversmith.refresh_execution
                     where run_id = ?
                     order by refresh_target_id, attempt_no desc) refresh
            """;

    private static final String CLOSE = """
            update silversmith.transformation_run r
               set status = ?, error = ?, finished_at = clock_timestamp(), lease_until = null,
                   rows_affected = (select sum(s.rows_affected)
                                      from silversmith.transformation_step s
                                     where s.run_id = r.id
                                       and s.status = 'succeeded')
             where r.id = ?
            """;

    private final ControlDatabase control;

    @Inject
    PgRunStore(ControlDatabase control) {
        this.control = control;
    }

    PgRunStore() {
        this(null);
    }

    @Override
    public Optional<KeyedRun> findByKey(String idempotencyKey) {
        return control.inTransaction("look-up of an idempotency key", connection -> {
            try (PreparedStatement query = Statements.prepare(connection, FIND_BY_KEY, idempotencyKey);
                    ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new KeyedRun(
                                row.getObject("id", UUID.class),
                                row.getLong("run_number"),
                                row.getString("request_fingerprint"),
                                row.getString("requested_by"),
                                row.getBoolean("purged")))
                        : Optional.empty();
            }
        });
    }

    @Override
    public void lockForInsert() {
        control.inTransaction("wait for other requests", connection -> {
            try (PreparedStatement lock = connection.prepareStatement(INSERT_LOCK)) {
                return lock.execute();
            }
        });
    }

    @Override
    public List<Overlap> overlaps(Collection<QualifiedName> procedures) {
        return control.inTransaction("look for overlaps", connection -> Overlaps.find(connection, procedures));
    }

    @Override
    public boolean insert(NewRun run) {
        return control.inTransaction("making of a run", connection -> RunRows.insert(connection, run));
    }

    @Override
    public Optional<RunLease> admitNext(Self server, Duration lease) {
        return control.inTransaction("admission", connection -> {
            try (PreparedStatement lock = connection.prepareStatement(ADMISSION_LOCK);
                    ResultSet locked = lock.executeQuery()) {
                locked.next();
                return locked.getBoolean(1) ? admit(connection, server, lease) : Optional.empty();
            }
        });
    }

    private static Optional<RunLease> admit(Connection connection, Self server, Duration lease) throws SQLException {
        try (PreparedStatement admit = Statements.prepare(
                        connection, ADMIT, server.serverId(), server.instanceId(), lease.toMillis() / 1000.0);
                ResultSet row = admit.executeQuery()) {
            return row.next()
                    ? Optional.of(new RunLease(row.getObject("id", UUID.class), row.getLong("lease_number")))
                    : Optional.empty();
        }
    }

    @Override
    public Optional<AdmittedRun> load(RunLease lease) {
        return control.inTransaction("load of a run", connection -> RunRows.load(connection, lease));
    }

    @Override
    public void launched(RunLease lease, JobIds ids) {
        update("launch", LAUNCHED, ids.instance(), ids.execution(), lease.runId(), lease.number());
    }

    @Override
    public Optional<RunStatus> lockStatus(UUID runId) {
        return lockStatus(LOCK_STATUS, runId);
    }

    @Override
    public Optional<RunStatus> lockStatus(RunLease lease) {
        return lockStatus(LOCK_LEASE, lease.runId(), lease.number());
    }

    private Optional<RunStatus> lockStatus(String sql, Object... values) {
        return control.inTransaction("status of a run", connection -> {
            try (PreparedStatement query = Statements.prepare(connection, sql, values);
                    ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(RunStatus.ofWord(row.getString("status"))) : Optional.empty();
            }
        });
    }

    @Override
    public void cancel(UUID runId, RunStatus to, String actor) {
        update("cancel", CANCEL, to.word(), actor, to.word(), runId);
        endPending(runId, StepStatus.CANCELLED, null);
    }

    @Override
    public List<StepStatus> lastStatuses(UUID runId) {
        return control.inTransaction("statuses of steps", connection -> {
            List<StepStatus> statuses = new ArrayList<>();
            try (PreparedStatement query = Statements.prepare(connection, LAST_STATUSES, runId, runId);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    statuses.add(StepStatus.ofWord(rows.getString("status")));
                }
            }
            return statuses;
        });
    }

    @Override
    public void skipPending(UUID runId, String because) {
        endPending(runId, StepStatus.SKIPPED, because);
    }

    private void endPending(UUID runId, StepStatus status, String because) {
        update("end of pending steps", END_PENDING_STEPS, status.word(), because, runId);
        control.inTransaction(
                "end of pending refreshes",
                connection ->
                        RefreshOutcomes.endAll(connection, runId, status.word(), because, StepStatus.PENDING.word()));
    }

    @Override
    public void close(UUID runId, RunStatus to, Optional<String> error) {
        update("end of a run", CLOSE, to.word(), error.orElse(null), runId);
    }

    @Override
    public List<OpenStep> openSteps(UUID runId) {
        return control.inTransaction("open steps", connection -> OpenSteps.of(connection, runId));
    }

    @Override
    public Map<QualifiedName, Duration> expectedDurations(Mode mode) {
        return control.inTransaction(
                "expected durations", connection -> ExpectedDurations.procedures(connection, mode));
    }

    @Override
    public Map<QualifiedName, Duration> expectedRefreshDurations() {
        return control.inTransaction("expected durations of refreshes", ExpectedDurations::refreshes);
    }

    private void update(String doing, String sql, Object... values) {
        control.inTransaction(doing, connection -> Statements.update(connection, sql, values));
    }
}
