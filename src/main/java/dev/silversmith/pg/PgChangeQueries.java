package dev.silversmith.pg;

import dev.silversmith.app.port.ChangeQueries;
import dev.silversmith.app.port.LogLine;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Tells changes from the rows themselves: each knows the transaction that wrote it, and a position is a snapshot, which knows what had
 * ended. What is visible in the second snapshot and not in the first is new. Nothing is written, locked or notified for it.
 *
 * <p>A snapshot knows no subtransactions: rows of runs, attempts and logs are never written in one (EventPositionIT).
 */
@ApplicationScoped
public class PgChangeQueries implements ChangeQueries {

    /** Lines of one attempt that are read at most; of further ones only the number. */
    static final int MOST_LINES = 500;

    /** Of all attempts together: who comes back after a long time is told the newest, and how many they are not told. */
    static final int MOST_LINES_OF_ALL = 2_000;

    private static final String POSITION = """
            select left(md5(system_identifier || ' ' || current_database()), 8), pg_current_snapshot()::text
              from pg_control_system()
            """;

    /**
     * Written between two snapshots. The age leaves out nearly all rows at once; the transaction's full number is the one that ends in the
     * row's 32 bits and is the closest before the statement's own snapshot.
     */
    private static final String NEW = """
            age(%1$s.xmin) <= age(span.oldest)
               and not pg_visible_in_snapshot((span.next - ((span.next - %1$s.xmin::text::bigint) & 4294967295))::text::xid8, span.since)
               and pg_visible_in_snapshot((span.next - ((span.next - %1$s.xmin::text::bigint) & 4294967295))::text::xid8, span.until)
            """;

    private static final String SPAN = """
            with span as materialized (
              select cast(? as xid) as oldest, cast(? as pg_snapshot) as since, cast(? as pg_snapshot) as until,
                     pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next
            )
            """;

    private static final String ENDED = "('succeeded', 'failed', 'cancelled', 'rejected', 'expired')";

    private static final String RUNS = SPAN + """
            select r.id, %s as changed,
                   r.status in %s
                     and pg_visible_in_snapshot((span.next - ((span.next - r.xmin::text::bigint) & 4294967295))::text::xid8, span.until)
                     as over
              from span, silversmith.transformation_run r
             where r.id = any (?::uuid[])
            """.formatted(NEW.formatted("r"), ENDED);

    private static final String ATTEMPTS = SPAN + """
            select s.run_id, s.id
              from span, silversmith.transformation_step s
             where s.run_id = any (?::uuid[])
               and %s
             union all
            select e.run_id, null
              from span, silversmith.refresh_execution e
             where e.run_id = any (?::uuid[])
               and %s
            """.formatted(NEW.formatted("s"), NEW.formatted("e"));

    private static final String ALL = SPAN + """
            select r.id
              from span, silversmith.transformation_run r
             where %s
                or r.status in ('running', 'cancelling')
                   and (exists (select from silversmith.transformation_step s where s.run_id = r.id and %s)
                        or exists (select from silversmith.refresh_execution e where e.run_id = r.id and %s))
            """.formatted(NEW.formatted("r"), NEW.formatted("s"), NEW.formatted("e"));

    private static final String LINES =
            SPAN + """
            select s.run_id, l.step_id, p.schema_name, p.procedure_name, l.line, l.ts, l.level, l.event, l.message, l.payload::text,
                   count(*) over () as found
              from span, silversmith.transformation_step s
              join silversmith.transformation_procedure p on p.id = s.procedure_id
             cross join lateral (
               select n.step_id, n.line, n.ts, n.level, n.event, n.message, n.payload, n.xmin
                 from silversmith.transformation_step_log n
                where n.step_id = s.id
                  and pg_visible_in_snapshot((span.next - ((span.next - n.xmin::text::bigint) & 4294967295))::text::xid8, span.until)
                order by n.line desc
                limit %d
             ) l
             where s.run_id = any (?::uuid[])
               and (s.status = 'running'
                    or s.finished_at > clock_timestamp() - make_interval(secs => ?)
                    or %s)
               and %s
             order by l.ts desc, l.step_id desc, l.line desc
             limit %d
            """.formatted(MOST_LINES, NEW.formatted("s"), NEW.formatted("l"), MOST_LINES_OF_ALL);

    private static final String UNREAD = SPAN + """
            select count(*)
              from span, silversmith.transformation_step_log l
             where l.step_id = ?
               and l.line < ?
               and %s
            """.formatted(NEW.formatted("l"));

    private final ControlDatabase control;

    @Inject
    PgChangeQueries(ControlDatabase control) {
        this.control = control;
    }

    PgChangeQueries() {
        this(null);
    }

    @Override
    public String position() {
        return control.directly("see where the runs stand", connection -> {
            try (PreparedStatement query = connection.prepareStatement(POSITION);
                    ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1) + ":" + row.getString(2);
            }
        });
    }

    @Override
    public boolean isBefore(String since, String until) {
        return Position.read(since)
                .filter(from -> from.isBefore(Position.read(until).orElseThrow()))
                .isPresent();
    }

    @Override
    public Changes of(Set<UUID> runs, Span span) {
        return control.directly("look for changes of runs", connection -> changes(connection, runs, span));
    }

    private static Changes changes(Connection connection, Set<UUID> ids, Span span) throws SQLException {
        Set<UUID> runs = new HashSet<>();
        Set<UUID> attempts = new HashSet<>();
        Set<UUID> over = new HashSet<>(ids);
        try (PreparedStatement query = prepare(connection, RUNS, span, array(connection, ids));
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                UUID id = rows.getObject("id", UUID.class);
                if (rows.getBoolean("changed")) {
                    runs.add(id);
                }
                if (!rows.getBoolean("over")) {
                    over.remove(id);
                }
            }
        }
        try (PreparedStatement query =
                        prepare(connection, ATTEMPTS, span, array(connection, ids), array(connection, ids));
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                runs.add(rows.getObject("run_id", UUID.class));
                // Of a refresh the run's counts tell; its page is read anew.
                Optional.ofNullable(rows.getObject("id", UUID.class)).ifPresent(attempts::add);
            }
        }
        return new Changes(runs, attempts, over);
    }

    @Override
    public Set<UUID> ofAll(Span span) {
        return control.directly("look for changes of all runs", connection -> {
            Set<UUID> runs = new HashSet<>();
            try (PreparedStatement query = prepare(connection, ALL, span);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    runs.add(rows.getObject("id", UUID.class));
                }
            }
            return runs;
        });
    }

    @Override
    public NewLines lines(Set<UUID> runs, Span span, Duration lately) {
        return control.directly("look for new lines of logs", connection -> lines(connection, runs, span, lately));
    }

    private static NewLines lines(Connection connection, Set<UUID> runs, Span span, Duration lately)
            throws SQLException {
        Deque<NewLine> lines = new ArrayDeque<>();
        long found = 0;
        Map<UUID, List<Long>> numbers = new HashMap<>();
        try (PreparedStatement query =
                        prepare(connection, LINES, span, array(connection, runs), (double) lately.toSeconds());
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                NewLine line = line(rows);
                lines.addFirst(line);
                found = rows.getLong("found");
                numbers.computeIfAbsent(line.stepId(), id -> new ArrayList<>())
                        .add(line.line().line());
            }
        }
        Map<UUID, Long> unread = new HashMap<>();
        for (Map.Entry<UUID, List<Long>> step : numbers.entrySet()) {
            if (step.getValue().size() == MOST_LINES) {
                long first = step.getValue().stream().min(Long::compare).orElseThrow();
                unread.put(step.getKey(), unread(connection, span, step.getKey(), first));
            }
        }
        if (found > lines.size()) {
            unread.merge(lines.getFirst().stepId(), found - lines.size(), Long::sum);
        }
        return new NewLines(List.copyOf(lines), unread);
    }

    private static NewLine line(ResultSet row) throws SQLException {
        return new NewLine(
                row.getObject("run_id", UUID.class),
                row.getObject("step_id", UUID.class),
                new QualifiedName(row.getString("schema_name"), row.getString("procedure_name")).toString(),
                new LogLine(
                        row.getLong("line"),
                        row.getObject("ts", OffsetDateTime.class).toInstant(),
                        row.getString("level"),
                        row.getString("event"),
                        row.getString("message"),
                        Optional.ofNullable(row.getString("payload"))));
    }

    private static long unread(Connection connection, Span span, UUID step, long first) throws SQLException {
        try (PreparedStatement query = prepare(connection, UNREAD, span, step, first);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Span span, Object... values)
            throws SQLException {
        Position since = Position.read(span.since()).orElseThrow();
        Position until = Position.read(span.until()).orElseThrow();
        List<Object> all =
                new ArrayList<>(List.of(Long.toString(since.oldestXid()), since.snapshot(), until.snapshot()));
        all.addAll(List.of(values));
        return Statements.prepare(connection, sql, all.toArray());
    }

    private static Array array(Connection connection, Set<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }
}
