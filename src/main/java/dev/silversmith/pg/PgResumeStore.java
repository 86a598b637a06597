package dev.silversmith.pg;

import dev.silversmith.app.port.ResumeStore;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.core.shared.TimeOrderedId;
import dev.silversmith.wire.PlanJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Resumes runs in the control login's transactions. */
@ApplicationScoped
public class PgResumeStore implements ResumeStore {

    private static final String FIND = """
            select number, status, mode, imported
              from silversmith.transformation_run
             where id = ?
            """;

    /** In the plan's order. */
    private static final String OPEN = """
            select l.id, p.schema_name, p.procedure_name
              from (select distinct on (s.procedure_id) s.*
                      from silversmith.transformation_step s
                     where s.run_id = ?
                     order by s.procedure_id, s.attempt_no desc) l
              join silversmith.transformation_procedure p on p.id = l.procedure_id
             where l.status <> 'succeeded'
             order by l.ordinal
            """;

    private static final String LOCK = """
            select
              from silversmith.transformation_run
             where id = ?
               and status in ('failed', 'cancelled')
               and not imported
               for update
            """;

    /** By the database's clock: an approval that runs out at this moment covers nothing. */
    private static final String RESUME = """
            update silversmith.transformation_run r
               set status = case
                     when r.mode <> 'full'
                          or r.decision = 'approve'
                             and r.approved_fingerprint = coalesce(n.plan_fingerprint, r.plan_fingerprint)
                             and r.expires_at > clock_timestamp()
                       then 'queued'
                     else 'pending_approval'
                   end,
                   plan = coalesce(n.plan, r.plan),
                   plan_fingerprint = coalesce(n.plan_fingerprint, r.plan_fingerprint),
                   finished_at = null, error = null, rows_affected = null,
                   cancel_requested_by = null, cancel_requested_at = null,
                   owner_server = null, lease_until = null,
                   resumed_by = n.actor, resumed_at = clock_timestamp(), resume_reason = n.reason
              from (select ?::jsonb as plan, ? as plan_fingerprint, ? as actor, ? as reason) n
             where r.id = ?
            returning r.status
            """;

    private final ControlDatabase control;
    private final Clock clock;

    @Inject
    PgResumeStore(ControlDatabase control, Clock clock) {
        this.control = control;
        this.clock = clock;
    }

    PgResumeStore() {
        this(null, null);
    }

    @Override
    public Optional<EndedRun> find(UUID runId) {
        return control.inTransaction("look at a run to resume", connection -> {
            try (PreparedStatement query = Statements.prepare(connection, FIND, runId);
                    ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Set<QualifiedName> open = names(connection, runId);
                return Optional.of(new EndedRun(
                        row.getLong("number"),
                        RunStatus.ofWord(row.getString("status")),
                        Mode.valueOf(row.getString("mode").toUpperCase(Locale.ROOT)),
                        row.getBoolean("imported"),
                        open,
                        RefreshOutcomes.openViews(connection, runId)));
            }
        });
    }

    @Override
    public Set<QualifiedName> open(UUID runId) {
        return control.inTransaction("look at what a run has still to do", connection -> names(connection, runId));
    }

    private static Set<QualifiedName> names(Connection connection, UUID runId) throws SQLException {
        Set<QualifiedName> names = new HashSet<>();
        try (PreparedStatement query = Statements.prepare(connection, OPEN, runId);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                names.add(new QualifiedName(rows.getString("schema_name"), rows.getString("procedure_name")));
            }
        }
        return names;
    }

    @Override
    public Optional<RunStatus> resume(UUID runId, Resumption resumption) {
        return control.inTransaction("resume of a run", connection -> {
            try (PreparedStatement lock = Statements.prepare(connection, LOCK, runId);
                    ResultSet locked = lock.executeQuery()) {
                if (!locked.next()) {
                    return Optional.empty();
                }
            }
            // Before the steps' new attempts: which of these had no success decides what is refreshed again.
            RefreshOutcomes.next(connection, RefreshOutcomes.open(connection, runId), clock.instant());
            makeAttempts(connection, runId);
            return Optional.of(resume(connection, runId, resumption));
        });
    }

    /** Steps of one attempt sort in the plan's order because their ids do: all of one instant, told apart by the ordinal column. */
    private void makeAttempts(Connection connection, UUID runId) throws SQLException {
        List<UUID> last = new ArrayList<>();
        try (PreparedStatement query = Statements.prepare(connection, OPEN, runId);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                last.add(rows.getObject("id", UUID.class));
            }
        }
        Instant now = clock.instant();
        List<UUID> next = last.stream().map(step -> TimeOrderedId.at(now)).toList();
        StepOutcomes.next(connection, last, next, Duration.ZERO);
    }

    private static RunStatus resume(Connection connection, UUID runId, Resumption resumption) throws SQLException {
        try (PreparedStatement resume = Statements.prepare(
                        connection,
                        RESUME,
                        resumption
                                .plan()
                                .map(plan -> PlanJson.write(plan).toString())
                                .orElse(null),
                        resumption.plan().map(Plan::fingerprint).orElse(null),
                        resumption.actor(),
                        resumption.reason().orElse(null),
                        runId);
                ResultSet row = resume.executeQuery()) {
            row.next();
            return RunStatus.ofWord(row.getString("status"));
        }
    }
}
