package dev.silversmith.pg;

import dev.silversmith.app.port.RefreshQueries;
import dev.silversmith.app.port.RefreshView;
import dev.silversmith.app.port.StepError;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Refreshes as they are recorded, by the control login. */
@ApplicationScoped
public class PgRefreshQueries implements RefreshQueries {

    private static final String OF_RUN = """
            select e.*, r.number, t.schema_name, t.view_name
              from silversmith.refresh_execution e
              join silversmith.transformation_run r on r.id = e.run_id
              join silversmith.refresh_target t on t.id = e.refresh_target_id
             where e.run_id = ?
             order by e.ordinal, e.attempt_no
            """;

    private static final String LATEST = """
            select e.*, r.number, t.schema_name, t.view_name
              from silversmith.refresh_target t
              join unnest(?::text[], ?::text[]) as m (schema_name, view_name)
                on m.schema_name = t.schema_name and m.view_name = t.view_name
             cross join lateral (select *
                                   from silversmith.refresh_execution
                                  where refresh_target_id = t.id
                                    and finished_at is not null
                                  order by finished_at desc
                                  limit 1) e
              join silversmith.transformation_run r on r.id = e.run_id
            """;

    private final ControlDatabase control;

    @Inject
    PgRefreshQueries(ControlDatabase control) {
        this.control = control;
    }

    PgRefreshQueries() {
        this(null);
    }

    @Override
    public List<RefreshView> ofRun(UUID runId) {
        return query(OF_RUN, runId);
    }

    @Override
    public Map<QualifiedName, RefreshView> latest(Collection<QualifiedName> views) {
        String[] schemas = views.stream().map(QualifiedName::schema).toArray(String[]::new);
        String[] names = views.stream().map(QualifiedName::name).toArray(String[]::new);
        Map<QualifiedName, RefreshView> latest = new HashMap<>();
        query(LATEST, schemas, names).forEach(refresh -> latest.put(refresh.view(), refresh));
        return latest;
    }

    @Override
    public List<QualifiedName> open(UUID runId) {
        return control.inTransaction(
                "look at what a resume refreshes", connection -> RefreshOutcomes.openViews(connection, runId));
    }

    @Override
    public Map<QualifiedName, Long> usualMs() {
        return control.inTransaction("look at how long refreshes take", connection -> {
            Map<QualifiedName, Long> usual = new HashMap<>();
            ExpectedDurations.refreshes(connection).forEach((view, median) -> usual.put(view, median.toMillis()));
            return usual;
        });
    }

    private List<RefreshView> query(String sql, Object... values) {
        return control.inTransaction("look at refreshes", connection -> {
            List<RefreshView> found = new ArrayList<>();
            try (PreparedStatement query = Statements.prepare(connection, sql, values);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(view(rows));
                }
            }
            return found;
        });
    }

    private static RefreshView view(ResultSet row) throws SQLException {
        return new RefreshView(
                row.getObject("id", UUID.class),
                row.getObject("run_id", UUID.class),
                row.getLong("number"),
                new QualifiedName(row.getString("schema_name"), row.getString("view_name")),
                RefreshLink.Trigger.valueOf(row.getString("trigger").toUpperCase(Locale.ROOT)),
                row.getInt("attempt_no"),
                StepStatus.ofWord(row.getString("status")),
                Optional.ofNullable(row.getObject("lane", Integer.class)),
                instant(row, "started_at"),
                instant(row, "finished_at"),
                Optional.ofNullable(row.getObject("duration_ms", Long.class)),
                Optional.ofNullable(row.getObject("concurrently", Boolean.class)),
                text(row, "note"),
                text(row, "skipped_because"),
                error(row));
    }

    private static Optional<StepError> error(ResultSet row) throws SQLException {
        Optional<String> message = text(row, "error_message");
        if (message.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new StepError(
                text(row, "sql_state"),
                message.get(),
                text(row, "error_detail"),
                text(row, "error_hint"),
                text(row, "error_context"),
                Optional.empty(),
                row.getBoolean("retryable")));
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
