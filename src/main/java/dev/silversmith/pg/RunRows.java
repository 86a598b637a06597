package dev.silversmith.pg;

import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore.AdmittedRun;
import dev.silversmith.app.port.RunStore.NewRun;
import dev.silversmith.app.port.RunStore.StepRef;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.core.shared.TimeOrderedId;
import dev.silversmith.wire.PlanJson;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Rows of runs and steps. */
final class RunRows {

    private static final String INSERT_RUN = """
            insert into silversmith.transformation_run
              (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, trigger, selection, exclusion, parameters,
               max_parallel, on_failure, on_overlap, timeout_ms, business_date, time_zone, requested_by, plan, plan_fingerprint, job_xml,
               confirmed, reason)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)
            on conflict (idempotency_key) do nothing
            """;

    private static final String PROCEDURE_IDS = """
            select p.id, p.schema_name, p.procedure_name as name
              from silversmith.transformation_procedure p
              join unnest(?::text[], ?::text[]) as m (schema_name, procedure_name)
                on m.schema_name = p.schema_name and m.procedure_name = p.procedure_name
            """;

    private static final String INSERT_STEP = """
            insert into silversmith.transformation_step (id, run_id, procedure_id, kind, unit, stage, ordinal, parent_ids, transaction)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String LOAD_RUN = """
            select r.mode, r.started_at, r.business_date, r.requested_by, r.on_failure, r.plan::text as plan, r.job_xml,
                   r.batch_execution_id
              from silversmith.transformation_run r
             where r.id = ?
               and r.lease_number = ?
            """;

    private static final String LOAD_STEPS = """
            select distinct on (s.procedure_id) s.id, s.status, p.schema_name, p.procedure_name as name,
                   coalesce(round(extract(epoch from s.not_before - clock_timestamp()) * 1000), 0)::bigint as wait_ms,
                   (select count(*)
                      from silversmith.transformation_step f
                     where f.run_id = s.run_id
                       and f.procedure_id = s.procedure_id
                       and f.status = 'failed'
                       and f.finished_at > coalesce(r.resumed_at, '-infinity')) as failures
              from silversmith.transformation_step s
              join silversmith.transformation_run r on r.id = s.run_id
              join silversmith.transformation_procedure p on p.id = s.procedure_id
             where s.run_id = ?
             order by s.procedure_id, s.attempt_no desc
            """;

    private RunRows() {}

    static boolean insert(Connection connection, NewRun run) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_RUN)) {
            bind(insert, run);
            if (insert.executeUpdate() == 0) {
                return false;
            }
        }
        insertSteps(connection, run);
        RefreshRows.insert(connection, run);
        return true;
    }

    private static void bind(PreparedStatement insert, NewRun run) throws SQLException {
        insert.setObject(1, run.id());
        insert.setString(2, run.idempotencyKey());
        insert.setString(3, run.requestFingerprint());
        insert.setString(4, run.plan().mode().word());
        insert.setString(5, run.plan().scope().word());
        boolean full = run.plan().mode() == Mode.FULL;
        insert.setString(6, (full ? RunStatus.PENDING_APPROVAL : RunStatus.QUEUED).word());
        insert.setString(7, run.trigger());
        insert.setString(8, run.select());
        insert.setString(9, run.exclude());
        insert.setString(10, run.overridesJson());
        insert.setInt(11, run.maxParallel());
        insert.setString(12, run.stopOnFailure() ? "stop" : "continue");
        insert.setString(13, run.rejectOnOverlap() ? "reject" : "queue");
        insert.setObject(14, run.timeout().map(Duration::toMillis).orElse(null), Types.BIGINT);
        insert.setObject(15, run.businessDate());
        insert.setString(16, run.timeZone());
        insert.setString(17, run.requestedBy());
        insert.setString(18, PlanJson.write(run.plan()).toString());
        insert.setString(19, run.plan().fingerprint());
        insert.setString(20, run.jobXml());
        insert.setBoolean(21, run.full().confirmed());
        insert.setString(22, full ? run.full().reason() : null);
    }

    private static void insertSteps(Connection connection, NewRun run) throws SQLException {
        Map<QualifiedName, UUID> ids = procedureIds(connection, run);
        refuseRemoved(run, ids);
        // Steps sort in the plan's order because their ids do: all of one instant, told apart by the ordinal column.
        Instant now = Instant.ofEpochMilli(run.id().getMostSignificantBits() >>> 16);
        int ordinal = 0;
        try (PreparedStatement insert = connection.prepareStatement(INSERT_STEP)) {
            for (Stage stage : run.plan().stages()) {
                for (Unit unit : stage.units()) {
                    for (QualifiedName member : unit.members()) {
                        PlannedProcedure procedure = run.plan().procedures().get(member);
                        Object[] parents =
                                procedure.parents().stream().map(ids::get).toArray();
                        insert.setObject(1, TimeOrderedId.at(now));
                        insert.setObject(2, run.id());
                        insert.setObject(3, ids.get(member));
                        insert.setString(4, procedure.kind().word());
                        insert.setString(5, unit.name());
                        insert.setInt(6, stage.number());
                        insert.setInt(7, ++ordinal);
                        insert.setArray(8, connection.createArrayOf("uuid", parents));
                        insert.setString(9, procedure.execution().transaction().word());
                        insert.addBatch();
                    }
                }
            }
            insert.executeBatch();
        }
    }

    /** Between plan and run somebody may have pruned the catalog. */
    private static void refuseRemoved(NewRun run, Map<QualifiedName, UUID> ids) {
        ProblemException.throwIfAny(
                Problem.UNKNOWN_PROCEDURE,
                run.plan().procedures().keySet().stream()
                        .filter(name -> !ids.containsKey(name))
                        .map(name -> Violation.at(
                                "%s was removed from the catalog while the run was planned".formatted(name),
                                "procedures",
                                name.toString()))
                        .toList());
    }

    private static Map<QualifiedName, UUID> procedureIds(Connection connection, NewRun run) throws SQLException {
        return ids(connection, PROCEDURE_IDS, run.plan().procedures().keySet());
    }

    /** The ids of what has these names; what is not there is left out. */
    static Map<QualifiedName, UUID> ids(Connection connection, String sql, Set<QualifiedName> wanted)
            throws SQLException {
        List<QualifiedName> names = List.copyOf(wanted);
        Map<QualifiedName, UUID> ids = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text", names.stream().map(QualifiedName::schema).toArray()));
            query.setArray(
                    2,
                    connection.createArrayOf(
                            "text", names.stream().map(QualifiedName::name).toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ids.put(name(rows), rows.getObject("id", UUID.class));
                }
            }
        }
        return ids;
    }

    static Optional<AdmittedRun> load(Connection connection, RunLease lease) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(LOAD_RUN)) {
            query.setObject(1, lease.runId());
            query.setLong(2, lease.number());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new AdmittedRun(
                        lease,
                        Mode.valueOf(row.getString("mode").toUpperCase(Locale.ROOT)),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        row.getObject("business_date", LocalDate.class),
                        row.getString("requested_by"),
                        row.getString("on_failure").equals("stop"),
                        PlanJson.read(row.getString("plan")),
                        row.getString("job_xml"),
                        Optional.ofNullable(row.getObject("batch_execution_id", Long.class)),
                        steps(connection, lease.runId()),
                        RefreshRows.load(connection, lease.runId())));
            }
        }
    }

    private static Map<QualifiedName, StepRef> steps(Connection connection, UUID runId) throws SQLException {
        Map<QualifiedName, StepRef> steps = new HashMap<>();
        try (PreparedStatement query = connection.prepareStatement(LOAD_STEPS)) {
            query.setObject(1, runId);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    steps.put(
                            name(rows),
                            new StepRef(
                                    rows.getObject("id", UUID.class),
                                    StepStatus.ofWord(rows.getString("status")),
                                    rows.getInt("failures"),
                                    Duration.ofMillis(rows.getLong("wait_ms"))));
                }
            }
        }
        return steps;
    }

    static QualifiedName name(ResultSet row) throws SQLException {
        return new QualifiedName(row.getString("schema_name"), row.getString("name"));
    }
}
