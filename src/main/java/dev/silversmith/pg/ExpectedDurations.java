package dev.silversmith.pg;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.shared.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Medians of the last 20 successes. */
final class ExpectedDurations {

    private static final String PROCEDURES = """
            select p.schema_name, p.procedure_name as name, d.median
              from silversmith.transformation_procedure p
             cross join lateral (
               select percentile_cont(0.5) within group (order by l.duration_ms) as median
                 from (select s.duration_ms
                         from silversmith.transformation_step s
                         join silversmith.transformation_run r on r.id = s.run_id
                        where s.procedure_id = p.id
                          and s.status = 'succeeded'
                          and r.mode = ?
                          and not r.dry_run
                        order by s.finished_at desc
                        limit 20) l
             ) d
             where d.median is not null
            """;

    private static final String REFRESHES = """
            select t.schema_name, t.view_name as name, d.median
              from silversmith.refresh_target t
             cross join lateral (
               select percentile_cont(0.5) within group (order by l.duration_ms) as median
                 from (select e.duration_ms
                         from silversmith.refresh_execution e
                        where e.refresh_target_id = t.id
                          and e.status = 'succeeded'
                        order by e.finished_at desc
                        limit 20) l
             ) d
             where d.median is not null
            """;

    private ExpectedDurations() {}

    static Map<QualifiedName, Duration> procedures(Connection connection, Mode mode) throws SQLException {
        return medians(connection, PROCEDURES, mode.word());
    }

    static Map<QualifiedName, Duration> refreshes(Connection connection) throws SQLException {
        return medians(connection, REFRESHES);
    }

    private static Map<QualifiedName, Duration> medians(Connection connection, String sql, Object... values)
            throws SQLException {
        Map<QualifiedName, Duration> expected = new HashMap<>();
        try (PreparedStatement query = Statements.prepare(connection, sql, values);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                var name = new QualifiedName(rows.getString("schema_name"), rows.getString("name"));
                expected.put(name, Duration.ofMillis(Math.max(1, Math.round(rows.getDouble("median")))));
            }
        }
        return expected;
    }
}
