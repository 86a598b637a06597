package dev.silversmith.pg;

import dev.silversmith.core.shared.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What is to be expected of runs that wait for a decision: estimates, cheap enough for a page. */
final class RequestEstimates {

    /** Imported history and dry runs tell nothing: among so many successes of a procedure one that does is looked for. */
    private static final int LOOKED_AT = 20;

    /**
     * The tables that a procedure wrote when it last succeeded, and PostgreSQL's estimate of their rows. They are found by their written name:
     * a look-up would need rights on their schemas. Of a partitioned table the partitions are counted.
     */
    private static final String ROWS_NOW = """
            with written as (
                   select distinct own.procedure_id, t.stats ->> 'table' as name
                     from silversmith.transformation_step own
                    cross join lateral (
                            select recent.table_stats
                              from (select s.table_stats, s.run_id, s.finished_at
                                      from silversmith.transformation_step s
                                     where s.procedure_id = own.procedure_id
                                       and s.status = 'succeeded'
                                     order by s.finished_at desc
                                     limit %d) recent
                              join silversmith.transformation_run r on r.id = recent.run_id and not r.dry_run
                             where recent.table_stats is not null
                             order by recent.finished_at desc
                             limit 1) last
                    cross join lateral jsonb_array_elements(last.table_stats) t (stats)
                    where own.run_id = ?
                      and own.attempt_no = 1
                      and ((t.stats ->> 'inserted')::bigint + (t.stats ->> 'updated')::bigint + (t.stats ->> 'deleted')::bigint > 0
                           or (t.stats ->> 'truncated')::boolean)),
                 sized as (
                   select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name,
                          case c.relkind
                            when 'p' then (select sum(leaf.reltuples)
                                             from pg_partition_tree(c.oid) part
                                             join pg_class leaf on leaf.oid = part.relid
                                            where part.isleaf and leaf.reltuples >= 0)
                            else nullif(c.reltuples, -1)
                          end as tuples
                     from pg_class c
                     join pg_namespace n on n.oid = c.relnamespace
                    where c.relkind in ('r', 'p'))
            select p.schema_name, p.procedure_name, cast(sum(z.tuples) as bigint) as tuples
              from written w
              join sized z on z.name = w.name and z.tuples is not null
              join silversmith.transformation_procedure p on p.id = w.procedure_id
             group by p.schema_name, p.procedure_name
            """.formatted(LOOKED_AT);

    /** One after another, of the procedures that were ever run in full. */
    private static final String USUAL = """
            select own.run_id, cast(sum(last.duration_ms) as bigint) as usual
              from silversmith.transformation_step own
              join (select distinct on (s.procedure_id) s.procedure_id, s.duration_ms
                      from silversmith.transformation_run r
                      join silversmith.transformation_step s on s.run_id = r.id and s.status = 'succeeded'
                     where r.mode = 'full'
                       and not r.dry_run
                     order by s.procedure_id, s.finished_at desc) last on last.procedure_id = own.procedure_id
             where own.run_id = any (string_to_array(?, ',')::uuid[])
               and own.attempt_no = 1
               and last.duration_ms is not null
             group by own.run_id
            """;

    private RequestEstimates() {}

    static Map<QualifiedName, Long> rowsNow(Connection connection, UUID runId) throws SQLException {
        Map<QualifiedName, Long> estimates = new HashMap<>();
        try (PreparedStatement query = Statements.prepare(connection, ROWS_NOW, runId);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                estimates.put(
                        new QualifiedName(rows.getString("schema_name"), rows.getString("procedure_name")),
                        rows.getLong("tuples"));
            }
        }
        return estimates;
    }

    static Map<UUID, Long> usual(Connection connection, Set<UUID> runs) throws SQLException {
        Map<UUID, Long> usual = new HashMap<>();
        String ids = runs.stream().map(UUID::toString).collect(Collectors.joining(","));
        try (PreparedStatement query = Statements.prepare(connection, USUAL, ids);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                usual.put(rows.getObject("run_id", UUID.class), rows.getLong("usual"));
            }
        }
        return usual;
    }
}
