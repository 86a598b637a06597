package dev.silversmith.pg;

import dev.silversmith.app.port.Blockers;
import dev.silversmith.app.port.RefreshBlockers;
import dev.silversmith.app.port.RefreshView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.run.StepStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Asks the lock manager once for all attempts of an answer. */
@ApplicationScoped
public class PgBlockers implements Blockers, RefreshBlockers {

    /**
     * Of several blockers the first. A process id may have been given to another session since: the start of the process tells, where the
     * control login may see it.
     */
    private static final String WAITING = """
            with waiting as materialized (
              select l.pid, min(l.waitstart) as since
                from pg_catalog.pg_locks l
               where not l.granted
               group by l.pid
            )
            select s.id, b.pid, holder.usename, w.since,
                   left(btrim(nullif(holder.query, '<insufficient privilege>'), E' \\t\\r\\n'), 200) as query
              from (select id, backend_pid, backend_start
                      from silversmith.transformation_step
                     where id = any (?::uuid[])
                       and status = 'running'
                     union all
                    select id, backend_pid, backend_start
                      from silversmith.refresh_execution
                     where id = any (?::uuid[])
                       and status = 'running') s
              join waiting w on w.pid = s.backend_pid
             cross join lateral (select (pg_catalog.pg_blocking_pids(w.pid))[1] as pid) b
              join pg_catalog.pg_stat_activity own on own.pid = s.backend_pid
              left join pg_catalog.pg_stat_activity holder on holder.pid = b.pid
             where coalesce(own.backend_start, s.backend_start) = s.backend_start
               and b.pid is not null
            """;

    private final ControlDatabase control;

    @Inject
    PgBlockers(ControlDatabase control) {
        this.control = control;
    }

    PgBlockers() {
        this(null);
    }

    @Override
    public Map<UUID, Blocker> of(Collection<StepView> steps) {
        Object[] running = steps.stream()
                .filter(step -> step.status() == StepStatus.RUNNING)
                .map(StepView::id)
                .toArray();
        return find(running);
    }

    @Override
    public Map<UUID, Blocker> ofRefreshes(Collection<RefreshView> refreshes) {
        return find(refreshes.stream()
                .filter(refresh -> refresh.status() == StepStatus.RUNNING)
                .map(RefreshView::id)
                .toArray());
    }

    private Map<UUID, Blocker> find(Object[] running) {
        return running.length == 0 ? Map.of() : control.directly("look for blockers", with -> ask(with, running));
    }

    private static Map<UUID, Blocker> ask(Connection connection, Object[] running) throws SQLException {
        Map<UUID, Blocker> blockers = new HashMap<>();
        Array ids = connection.createArrayOf("uuid", running);
        try (PreparedStatement query = Statements.prepare(connection, WAITING, ids, ids);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                blockers.put(rows.getObject("id", UUID.class), blocker(rows));
            }
        }
        return blockers;
    }

    private static Blocker blocker(ResultSet row) throws SQLException {
        return new Blocker(
                row.getInt("pid"),
                Optional.ofNullable(row.getString("usename")),
                Optional.ofNullable(row.getString("query")).filter(text -> !text.isEmpty()),
                Optional.ofNullable(row.getObject("since", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }
}
