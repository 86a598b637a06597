package dev.silversmith.pg;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.OverviewQueries;
import dev.silversmith.core.run.RunStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the present state by the indexes of status and time: how long the history is does not matter. */
@ApplicationScoped
public class PgOverviewQueries implements OverviewQueries {

    private static final String BROKEN = """
            with latest as (
              select distinct on (r.selection, r.exclusion, r.mode) r.*
                from silversmith.transformation_run r
               where r.status = 'failed'
                 and r.started_at > clock_timestamp() - interval '30 days'
                 and not r.dry_run
                 and not r.imported
               order by r.selection, r.exclusion, r.mode, r.started_at desc
            )
            select l.number, l.selection, l.exclusion, l.mode, l.finished_at, f.procedure, v.view,
                   coalesce(f.sql_state, v.sql_state) as sql_state, coalesce(l.error, f.error_message, v.error_message) as message,
                   (select min(e.finished_at)
                      from silversmith.transformation_run e
                     where e.status = 'failed'
                       and (e.selection, e.exclusion, e.mode) = (l.selection, l.exclusion, l.mode)
                       and not e.dry_run
                       and not e.imported
                       and e.started_at > coalesce(
                             (select max(s.started_at)
                                from silversmith.transformation_run s
                               where s.status = 'succeeded'
                                 and (s.selection, s.exclusion, s.mode) = (l.selection, l.exclusion, l.mode)
                                 and not s.dry_run
                                 and s.started_at < l.started_at),
                             '-infinity')) as since
              from latest l
              left join lateral (
                select quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) as procedure, s.sql_state, s.error_message
                  from silversmith.transformation_step s
                  join silversmith.transformation_procedure p on p.id = s.procedure_id
                 where s.run_id = l.id
                   and s.status = 'failed'
                   and not exists (select from silversmith.transformation_step later
                                    where later.run_id = s.run_id
                                      and later.procedure_id = s.procedure_id
                                      and later.attempt_no > s.attempt_no)
                 order by s.finished_at
                 limit 1
              ) f on true
              left join lateral (
                select quote_ident(t.schema_name) || '.' || quote_ident(t.view_name) as view, x.sql_state, x.error_message
                  from silversmith.refresh_execution x
                  join silversmith.refresh_target t on t.id = x.refresh_target_id
                 where x.run_id = l.id
                   and x.status = 'failed'
                   and f.procedure is null
                   and not exists (select from silversmith.refresh_execution later
                                    where later.run_id = x.run_id
                                      and later.refresh_target_id = x.refresh_target_id
                                      and later.attempt_no > x.attempt_no)
                 order by x.finished_at
                 limit 1
              ) v on true
             where not exists (select from silversmith.transformation_run s
                                where s.status = 'succeeded'
                                  and s.started_at > l.started_at
                                  and (s.selection, s.exclusion, s.mode) = (l.selection, l.exclusion, l.mode)
                                  and not s.dry_run)
             order by l.finished_at desc
            """;

    private static final String SILENT = """
            select number, lease_until
              from silversmith.transformation_run
             where status in ('running', 'cancelling')
               and lease_until < clock_timestamp()
             order by lease_until
            """;

    private static final String FRESHNESS = """
            select f.procedure, extract(epoch from f.freshness_limit) * 1000 as limit_ms, f.last_success_at, f.stale
              from silversmith.v_freshness f
             order by f.stale desc,
                      extract(epoch from clock_timestamp() - f.last_success_at) / extract(epoch from f.freshness_limit) desc nulls first,
                      f.procedure collate "C"
            """;

    private static final String ENGINE = """
            select (select count(*) from silversmith.server_instance
                     where stopped_at is null
                       and heartbeat_at > clock_timestamp() - ? * interval '1 millisecond') as servers,
                   (select count(*) from silversmith.transformation_run r
                      join silversmith.transformation_step s on s.run_id = r.id and s.status = 'running'
                     where r.status in ('running', 'cancelling')) as lanes,
                   count(*) as queued,
                   min(q.requested_at) as oldest
              from silversmith.transformation_run q
             where q.status = 'queued'
            """;

    private static final String WAITING = """
            select requested_by, coalesce(approval_asked_by, requested_by) as asked_by, requested_at
              from silversmith.transformation_run
             where status = 'pending_approval'
             union all
            select requested_by, requested_by, requested_at
              from silversmith.watermark_reset
             where status = 'pending_approval'
             order by requested_at
            """;

    private static final String SINCE = """
            select number, selection, exclusion, mode, status, started_at, finished_at
              from silversmith.transformation_run
             where started_at is not null
               and (status in ('running', 'cancelling') or (status in ('succeeded', 'failed', 'cancelled') and started_at > ? and finished_at > ?))
             order by started_at desc, number desc
             limit ?
            """;

    /** A run longer than this is not found as one that has ended after the wanted instant. */
    private static final Duration LONGEST = Duration.ofDays(2);

    private final ControlDatabase control;
    private final EngineSettings settings;

    @Inject
    PgOverviewQueries(ControlDatabase control, EngineSettings settings) {
        this.control = control;
        this.settings = settings;
    }

    PgOverviewQueries() {
        this(null, null);
    }

    /** Reads one row. */
    @FunctionalInterface
    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> list(String doing, String sql, Row<T> row, Object... values) {
        return control.directly(doing, connection -> {
            try (PreparedStatement query = Statements.prepare(connection, sql, values);
                    ResultSet rows = query.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(row.of(rows));
                }
                return found;
            }
        });
    }

    @Override
    public List<Broken> broken() {
        return list(
                "read what is broken",
                BROKEN,
                row -> new Broken(
                        row.getLong("number"),
                        row.getString("selection"),
                        row.getString("exclusion"),
                        row.getString("mode"),
                        instant(row, "finished_at").orElseThrow(),
                        instant(row, "since").orElseThrow(),
                        text(row, "procedure"),
                        text(row, "view"),
                        text(row, "sql_state"),
                        text(row, "message")));
    }

    @Override
    public List<Silent> silent() {
        return list(
                "read which runs are silent",
                SILENT,
                row -> new Silent(
                        row.getLong("number"), instant(row, "lease_until").orElseThrow()));
    }

    @Override
    public List<Freshness> freshness() {
        return list(
                "read how fresh procedures are",
                FRESHNESS,
                row -> new Freshness(
                        row.getString("procedure"),
                        Duration.ofMillis(row.getLong("limit_ms")),
                        instant(row, "last_success_at"),
                        row.getBoolean("stale")));
    }

    @Override
    public Engine engine() {
        return list(
                        "read how the servers stand",
                        ENGINE,
                        row -> new Engine(
                                row.getInt("servers"),
                                row.getLong("lanes"),
                                row.getLong("queued"),
                                instant(row, "oldest")),
                        settings.lease().toMillis())
                .get(0);
    }

    @Override
    public List<Waiting> waiting() {
        return list(
                "read what waits for a second person",
                WAITING,
                row -> new Waiting(
                        row.getString("requested_by"),
                        row.getString("asked_by"),
                        instant(row, "requested_at").orElseThrow()));
    }

    @Override
    public List<Span> since(Instant from, int limit) {
        return list(
                "read the runs of late",
                SINCE,
                row -> new Span(
                        row.getLong("number"),
                        row.getString("selection"),
                        row.getString("exclusion"),
                        row.getString("mode"),
                        RunStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                        instant(row, "started_at").orElseThrow(),
                        instant(row, "finished_at")),
                from.minus(LONGEST).atOffset(ZoneOffset.UTC),
                from.atOffset(ZoneOffset.UTC),
                limit);
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }
}
