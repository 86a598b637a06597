package dev.silversmith.pg;

import dev.silversmith.app.port.ApprovalStore;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.TransactionScope;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.Skip;
import dev.silversmith.wire.OverrideJson;
import dev.silversmith.wire.PlanJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Runs in the control login's transactions. */
@ApplicationScoped
public class PgApprovalStore implements ApprovalStore {

    private static final String STANDING = """
            select r.number, r.status, r.requested_by, r.approval_asked_by, r.expires_at, r.approver, r.decision, r.decided_at,
                   r.cancel_requested_by, r.finished_at, coalesce(r.expires_at <= clock_timestamp(), false) as overdue
              from silversmith.transformation_run r
             where r.id = ?
            """;

    private static final String KEPT = """
            select r.mode, r.transaction_scope, r.selection, r.exclusion, r.parameters::text as parameters, r.max_parallel,
                   r.plan::text as plan,
                   exists (select
                             from silversmith.transformation_step s
                            where s.run_id = r.id
                              and s.started_at is not null) as begun
              from silversmith.transformation_run r
             where r.id = ?
            """;

    private static final String DECIDE = "select silversmith.decide_run(?, ?, ?, ?, ?)";

    private static final String OVERDUE = """
            select r.id
              from silversmith.transformation_run r
             where r.status in ('pending_approval', 'queued')
               and r.expires_at is not null
               and r.expires_at <= clock_timestamp()
             order by r.expires_at
             limit ?
            """;

    private static final String EXPIRE = """
            update silversmith.transformation_run
               set status = 'expired', error = ?, finished_at = clock_timestamp()
             where id = ?
            """;

    private final ControlDatabase control;
    private final RunStore runs;
    private final ActingServer server;

    @Inject
    PgApprovalStore(ControlDatabase control, RunStore runs, ActingServer server) {
        this.control = control;
        this.runs = runs;
        this.server = server;
    }

    PgApprovalStore() {
        this(null, null, null);
    }

    @Override
    public Standing standing(UUID runId) {
        return control.inTransaction("standing of a run", connection -> {
            try (PreparedStatement query = Statements.prepare(connection, STANDING, runId);
                    ResultSet row = query.executeQuery()) {
                row.next();
                return new Standing(
                        row.getLong("number"),
                        RunStatus.ofWord(row.getString("status")),
                        row.getString("requested_by"),
                        Optional.ofNullable(row.getString("approval_asked_by")),
                        row.getBoolean("overdue"),
                        instant(row, "expires_at"),
                        Optional.ofNullable(row.getString("approver")),
                        Optional.ofNullable(row.getString("decision")),
                        instant(row, "decided_at"),
                        Optional.ofNullable(row.getString("cancel_requested_by")),
                        instant(row, "finished_at"));
            }
        });
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    @Override
    public KeptRequest kept(UUID runId) {
        return control.inTransaction("request of a run", connection -> {
            try (PreparedStatement query = Statements.prepare(connection, KEPT, runId);
                    ResultSet row = query.executeQuery()) {
                row.next();
                PlanRequest request = new PlanRequest(
                        Mode.valueOf(row.getString("mode").toUpperCase(Locale.ROOT)),
                        TransactionScope.valueOf(
                                row.getString("transaction_scope").toUpperCase(Locale.ROOT)),
                        row.getString("selection"),
                        row.getString("exclusion"),
                        OverrideJson.read(row.getString("parameters")),
                        row.getInt("max_parallel"));
                return new KeptRequest(request, PlanJson.read(row.getString("plan")), row.getBoolean("begun"));
            }
        });
    }

    @Override
    public boolean decide(UUID runId, boolean approve, String actor, Optional<String> reason, String fingerprint) {
        return control.inTransaction("decision on a run", connection -> {
            try (PreparedStatement decide = Statements.prepare(
                            connection,
                            DECIDE,
                            runId,
                            actor,
                            approve ? "approve" : "reject",
                            reason.orElse(null),
                            fingerprint);
                    ResultSet row = decide.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    @Override
    public List<UUID> overdue(int most) {
        return control.inTransaction("overdue approvals", connection -> {
            List<UUID> overdue = new ArrayList<>();
            try (PreparedStatement query = Statements.prepare(connection, OVERDUE, most);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    overdue.add(rows.getObject(1, UUID.class));
                }
            }
            return overdue;
        });
    }

    @Override
    public void expire(UUID runId, String error) {
        control.inTransaction("expiry of a run", connection -> {
            server.declare(connection);
            return Statements.update(connection, EXPIRE, error, runId);
        });
        runs.skipPending(runId, Skip.RUN_EXPIRED);
    }
}
