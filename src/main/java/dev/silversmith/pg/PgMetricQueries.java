package dev.silversmith.pg;

import dev.silversmith.app.port.MetricQueries;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Reads the metrics in one read-only transaction of one snapshot, on connections of its own that give up before a scraper does. */
@ApplicationScoped
public class PgMetricQueries implements MetricQueries {

    private static final String RUNS = """
            select mode, status, ended from silversmith.v_metric_run order by mode, status
            """;

    /** A counter that begins at 0 shows its first increase: whatever is in the catalog has all its lines. */
    private static final String STEPS = """
            select procedure, status, sum(ended) as ended
              from (select procedure, status, ended from silversmith.v_metric_step
                     union all
                    select quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name), s.status, 0
                      from silversmith.transformation_procedure p
                     cross join unnest(array['succeeded', 'failed', 'skipped', 'rolled_back', 'interrupted', 'cancelled']) as s (status)) m
             group by procedure, status
             order by procedure collate "C", status collate "C"
            """;

    private static final String DURATIONS = """
            select m.procedure, m.mode, sum(m.ended) as ended, sum(m.duration_ms) as duration_ms, t.p50_ms, t.p95_ms, t.p99_ms
              from (select procedure, mode, ended, duration_ms from silversmith.v_metric_step where status = 'succeeded'
                     union all
                    select quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name), s.mode, 0, 0
                      from silversmith.transformation_procedure p
                     cross join lateral (values ('incremental', p.supports_incremental), ('full', p.supports_full)) as s (mode, supported)
                     where s.supported) m
              left join silversmith.metric_trend t on t.procedure = m.procedure and t.mode = m.mode
             group by m.procedure, m.mode, t.p50_ms, t.p95_ms, t.p99_ms
             order by m.procedure collate "C", m.mode collate "C"
            """;

    private static final String ROWS = """
            select m.procedure, o.op, sum(o.counted) as counted
              from (select procedure, rows_inserted, rows_updated, rows_deleted from silversmith.v_metric_step where status = 'succeeded'
                     union all
                    select quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name), 0, 0, 0
                      from silversmith.transformation_procedure p) m
             cross join lateral (values ('inserted', m.rows_inserted), ('updated', m.rows_updated), ('deleted', m.rows_deleted)) as o (op, counted)
             group by m.procedure, o.op
             order by m.procedure collate "C", o.op
            """;

    private static final String FAILURES = """
            select procedure, sqlstate_class, failed from silversmith.v_metric_failure order by procedure, sqlstate_class
            """;

    private static final String REFRESHES = """
            select view_name, sum(ended) as ended, sum(duration_ms) as duration_ms, null as p50_ms, null as p95_ms, null as p99_ms
              from (select view_name, ended, duration_ms from silversmith.v_metric_refresh where status = 'succeeded'
                     union all
                    select quote_ident(t.schema_name) || '.' || quote_ident(t.view_name), 0, 0 from silversmith.refresh_target t) m
             group by view_name
             order by view_name collate "C"
            """;

    /** Of what may run at all: nobody has to be alarmed for a procedure that was switched off. */
    private static final String LAST_SUCCESSES = """
            select m.procedure, extract(epoch from max(m.last_success_at)) as at
              from (select procedure, last_success_at from silversmith.metric_trend
                     union all
                    select name, ended_at from silversmith.metric_delta where subject = 'step' and status = 'succeeded') m
              join silversmith.transformation_procedure p
                on p.enabled and quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) = m.procedure
             group by m.procedure
             order by m.procedure collate "C"
            """;

    private static final String LAGS = """
            select quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) as procedure,
                   extract(epoch from clock_timestamp() - w.value::timestamptz) as lag
              from (select procedure_id, value
                      from silversmith.transformation_watermark
                     where data_type = 'timestamptz'
                       and declared
                       and value is not null
                    offset 0) w
              join silversmith.transformation_procedure p on p.id = w.procedure_id
             where p.enabled
               and isfinite(w.value::timestamptz)
             order by p.schema_name collate "C", p.procedure_name collate "C"
            """;

    private static final String GAUGES = """
            select count(*) filter (where status in ('running', 'cancelling')) as active,
                   count(*) filter (where status = 'pending_approval') as pending,
                   count(*) filter (where status = 'queued') as queued
              from silversmith.transformation_run
             where status in ('running', 'cancelling', 'pending_approval', 'queued')
            """;

    @Resource(name = "jdbc/silversmithMetrics", lookup = "jdbc/metrics")
    private DataSource database;

    @Override
    public Metrics read() {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                return read(connection);
            } finally {
                connection.rollback();
            }
        } catch (SQLException fault) {
            throw new MetricsUnavailable(Trouble.of(fault), fault);
        }
    }

    private static Metrics read(Connection connection) throws SQLException {
        List<Sample> runs = samples(connection, RUNS, 2);
        List<Sample> steps = samples(connection, STEPS, 2);
        List<Durations> durations = durations(connection, DURATIONS, 2);
        List<Sample> rows = samples(connection, ROWS, 2);
        List<Sample> failures = samples(connection, FAILURES, 2);
        List<Durations> refreshes = durations(connection, REFRESHES, 1);
        List<Sample> lags = samples(connection, LAGS, 1);
        List<Sample> successes = samples(connection, LAST_SUCCESSES, 1);
        try (PreparedStatement query = connection.prepareStatement(GAUGES);
                ResultSet row = query.executeQuery()) {
            row.next();
            return new Metrics(
                    runs,
                    steps,
                    durations,
                    rows,
                    failures,
                    refreshes,
                    lags,
                    successes,
                    row.getLong("active"),
                    row.getLong("pending"),
                    row.getLong("queued"));
        }
    }

    /** Rows of so many labels and a value. */
    private static List<Sample> samples(Connection connection, String sql, int labels) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            List<Sample> samples = new ArrayList<>();
            while (row.next()) {
                samples.add(new Sample(labels(row, labels), row.getDouble(labels + 1)));
            }
            return samples;
        }
    }

    private static List<Durations> durations(Connection connection, String sql, int labels) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            List<Durations> durations = new ArrayList<>();
            while (row.next()) {
                Map<Double, Double> quantiles = new LinkedHashMap<>();
                quantile(row, "p50_ms", 0.5, quantiles);
                quantile(row, "p95_ms", 0.95, quantiles);
                quantile(row, "p99_ms", 0.99, quantiles);
                durations.add(new Durations(
                        labels(row, labels), row.getLong("ended"), row.getLong("duration_ms") / 1e3, quantiles));
            }
            return durations;
        }
    }

    private static void quantile(ResultSet row, String column, double rank, Map<Double, Double> quantiles)
            throws SQLException {
        long milliseconds = row.getLong(column);
        if (!row.wasNull()) {
            quantiles.put(rank, milliseconds / 1e3);
        }
    }

    private static List<String> labels(ResultSet row, int count) throws SQLException {
        List<String> labels = new ArrayList<>();
        for (int place = 1; place <= count; place++) {
            labels.add(row.getString(place));
        }
        return labels;
    }
}
