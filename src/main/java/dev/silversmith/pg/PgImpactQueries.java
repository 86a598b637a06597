package dev.silversmith.pg;

import dev.silversmith.app.port.ImpactQueries;
import dev.silversmith.core.plan.Impact.LastFull;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads around one run, which knows its procedures by its own steps. */
@ApplicationScoped
public class PgImpactQueries implements ImpactQueries {

    /** From the few full runs, not from the long history of each procedure. */
    private static final String LAST_FULLS = """
            select distinct on (s.procedure_id)
                   p.schema_name, p.procedure_name, r.id, r.number, s.finished_at, s.duration_ms, s.rows_affected
              from silversmith.transformation_run r
              join silversmith.transformation_step s on s.run_id = r.id and s.status = 'succeeded'
              join silversmith.transformation_step own on own.run_id = ? and own.procedure_id = s.procedure_id and own.attempt_no = 1
              join silversmith.transformation_procedure p on p.id = s.procedure_id
             where r.mode = 'full'
               and not r.dry_run
               and r.id <> ?
             order by s.procedure_id, s.finished_at desc, r.number desc
            """;

    private static final int MOST_SHARED = 20;

    private static final String CONFLICTS = """
            select *
              from (select r.id, r.number, r.status, p.schema_name, p.procedure_name,
                           count(*) over (partition by r.id) as shared,
                           row_number() over (partition by r.id order by p.schema_name collate "C", p.procedure_name collate "C") as place
                      from silversmith.transformation_run r
                      join silversmith.transformation_step s on s.run_id = r.id and s.attempt_no = 1
                      join silversmith.transformation_step own on own.run_id = ? and own.procedure_id = s.procedure_id and own.attempt_no = 1
                      join silversmith.transformation_procedure p on p.id = s.procedure_id
                     where r.status in ('pending_approval', 'queued', 'running', 'cancelling')
                       and r.id <> ?) c
             where c.place <= %d
             order by c.number, c.place
            """.formatted(MOST_SHARED);

    private final ControlDatabase control;

    @Inject
    PgImpactQueries(ControlDatabase control) {
        this.control = control;
    }

    PgImpactQueries() {
        this(null);
    }

    @Override
    public Map<QualifiedName, LastFull> lastFulls(UUID runId) {
        return control.directly("last full runs", connection -> lastFulls(connection, runId));
    }

    private static Map<QualifiedName, LastFull> lastFulls(Connection connection, UUID runId) throws SQLException {
        Map<QualifiedName, LastFull> last = new HashMap<>();
        try (PreparedStatement query = Statements.prepare(connection, LAST_FULLS, runId, runId);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                last.put(
                        procedure(rows),
                        new LastFull(
                                rows.getObject("id", UUID.class),
                                rows.getLong("number"),
                                rows.getObject("finished_at", OffsetDateTime.class)
                                        .toInstant(),
                                Optional.ofNullable(rows.getObject("duration_ms", Long.class)),
                                Optional.ofNullable(rows.getObject("rows_affected", Long.class))));
            }
        }
        return last;
    }

    @Override
    public List<Conflict> conflicts(UUID runId) {
        return control.directly("conflicts of a run", connection -> conflicts(connection, runId));
    }

    private static List<Conflict> conflicts(Connection connection, UUID runId) throws SQLException {
        List<Conflict> conflicts = new ArrayList<>();
        try (PreparedStatement query = Statements.prepare(connection, CONFLICTS, runId, runId);
                ResultSet rows = query.executeQuery()) {
            List<QualifiedName> procedures = new ArrayList<>();
            while (rows.next()) {
                procedures.add(procedure(rows));
                if (rows.getInt("place") == Math.min(MOST_SHARED, rows.getInt("shared"))) {
                    conflicts.add(new Conflict(
                            rows.getObject("id", UUID.class),
                            rows.getLong("number"),
                            RunStatus.ofWord(rows.getString("status")),
                            procedures,
                            rows.getInt("shared")));
                    procedures.clear();
                }
            }
        }
        return conflicts;
    }

    @Override
    public Map<QualifiedName, Long> rowsNow(UUID runId) {
        return control.directly("rows of a run's tables", connection -> RequestEstimates.rowsNow(connection, runId));
    }

    @Override
    public Map<UUID, Long> usualMs(Set<UUID> runs) {
        return runs.isEmpty()
                ? Map.of()
                : control.directly("usual durations", connection -> RequestEstimates.usual(connection, runs));
    }

    private static QualifiedName procedure(ResultSet row) throws SQLException {
        return new QualifiedName(row.getString("schema_name"), row.getString("procedure_name"));
    }
}
