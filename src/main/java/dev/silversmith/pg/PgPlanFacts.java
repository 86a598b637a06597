package dev.silversmith.pg;

import dev.silversmith.app.port.PlanFacts;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads the last attempts of each procedure by its index; the open runs are few. */
@ApplicationScoped
public class PgPlanFacts implements PlanFacts {

    private static final String FACTS = """
            with wanted as (
              select p.id, p.schema_name, p.procedure_name
                from unnest(?::text[], ?::text[]) as w (schema_name, procedure_name)
                join silversmith.transformation_procedure p using (schema_name, procedure_name)
            ), busy as (
              select s.procedure_id, min(r.number) as number
                from silversmith.transformation_run r
                join silversmith.transformation_step s on s.run_id = r.id and s.attempt_no = 1
               where r.status in ('queued', 'running', 'cancelling')
               group by s.procedure_id
            )
            select w.schema_name, w.procedure_name, latest.status, success.finished_at, usual.last_rows, usual.ms, usual.rows,
                   busy.number, m.value as watermark
              from wanted w
              left join lateral (
                select s.status
                  from silversmith.transformation_step s
                  join silversmith.transformation_run r on r.id = s.run_id and not r.dry_run
                 where s.procedure_id = w.id and s.finished_at is not null
                 order by s.finished_at desc
                 limit 1) latest on true
              left join lateral (
                select s.finished_at
                  from silversmith.transformation_step s
                  join silversmith.transformation_run r on r.id = s.run_id and not r.dry_run
                 where s.procedure_id = w.id and s.status = 'succeeded'
                 order by s.finished_at desc
                 limit 1) success on true
              left join lateral (
                select percentile_cont(0.5) within group (order by l.duration_ms) as ms,
                       percentile_cont(0.5) within group (order by l.rows_affected) as rows,
                       (array_agg(l.rows_affected order by l.finished_at desc))[1] as last_rows
                  from (select s.duration_ms, s.rows_affected, s.finished_at
                          from silversmith.transformation_step s
                          join silversmith.transformation_run r on r.id = s.run_id and r.mode = ? and not r.dry_run
                         where s.procedure_id = w.id and s.status = 'succeeded'
                         order by s.finished_at desc
                         limit 10) l) usual on true
              left join busy on busy.procedure_id = w.id
              left join silversmith.transformation_watermark m on m.procedure_id = w.id
            """;

    private final ControlDatabase control;

    @Inject
    PgPlanFacts(ControlDatabase control) {
        this.control = control;
    }

    PgPlanFacts() {
        this(null);
    }

    @Override
    public Map<QualifiedName, Facts> of(Collection<QualifiedName> procedures, Mode mode) {
        return control.directly("facts of a plan", connection -> facts(connection, procedures, mode));
    }

    private static Map<QualifiedName, Facts> facts(
            Connection connection, Collection<QualifiedName> procedures, Mode mode) throws SQLException {
        Object[] schemas = procedures.stream().map(QualifiedName::schema).toArray();
        Object[] names = procedures.stream().map(QualifiedName::name).toArray();
        Map<QualifiedName, Facts> facts = new HashMap<>();
        try (PreparedStatement query = Statements.prepare(
                        connection,
                        FACTS,
                        connection.createArrayOf("text", schemas),
                        connection.createArrayOf("text", names),
                        mode.word());
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                var name = new QualifiedName(rows.getString("schema_name"), rows.getString("procedure_name"));
                facts.put(name, facts(rows));
            }
        }
        return facts;
    }

    private static Facts facts(ResultSet row) throws SQLException {
        return new Facts(
                Optional.ofNullable(row.getString("status")).map(StepStatus::ofWord),
                instant(row, "finished_at"),
                Optional.ofNullable(row.getObject("last_rows", Long.class)),
                rounded(row, "ms"),
                rounded(row, "rows"),
                Optional.ofNullable(row.getObject("number", Long.class)),
                Optional.ofNullable(row.getString("watermark")));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Optional<Long> rounded(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Double.class)).map(Math::round);
    }
}
