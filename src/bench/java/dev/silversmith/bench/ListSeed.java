package dev.silversmith.bench;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The history of a year: 20,000 runs with 1,000,000 steps, then 200 runs of 1,000 procedures each, a hundredth of them tried twice.
 *
 * <p>It is as uneven as real ones: one procedure is in every run, one only in the oldest, one never ran; most steps succeed, a SQLSTATE came
 * once long ago, so did some interrupted steps, and a user has three old runs.
 */
final class ListSeed {

    static final int RUNS = 20_000;
    static final int STEPS_PER_RUN = 50;

    private static final String PROCEDURES = """
            insert into silversmith.transformation_procedure (id, schema_name, procedure_name, kind, updated_by)
            select gen_random_uuid(), 'silver', 'load_' || lpad(n::text, 5, '0'), 'other', 'bench' from generate_series(0, 511) n
            union all
            select gen_random_uuid(), 'gold', 'load_' || lpad(n::text, 5, '0'), 'other', 'bench' from generate_series(0, 999) n
            """;

    /** Ids of runs and steps sort by their time, as in production: neighbours in time are neighbours in every index. */
    private static final String IDS = """
            create function pg_temp.id_at(at timestamptz) returns uuid language sql volatile as $$
              select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7'
                      || substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid
            $$
            """;

    private static final String RUN_ROWS = """
            insert into silversmith.transformation_run
              (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, selection, max_parallel, requested_by,
               requested_at, started_at, finished_at, error, imported, plan, job_xml)
            select pg_temp.id_at(t.at), 'nightly-' || n, md5(n::text), case when n in (17, 4711) then 'full' else 'incremental' end,
                   'per_procedure', s.status, 'tag:daily_' || n %% 10, 8,
                   case when n in (3, 40, 500) then 'rare' when n %% 50 = 0 then 'engineer' else 'scheduler' end,
                   t.at, t.at + interval '1 second', t.at + interval '5 minutes',
                   case when s.status = 'failed' then 'the run ' || n || ' was given up' end, n in (17, 4711),
                   jsonb_build_object('why', (select string_agg(md5((n * 1000 + x)::text), ' ') from generate_series(1, 90) x)),
                   (select string_agg(md5((n * 1000 + x)::text), ' ') from generate_series(1, 90) x)
              from generate_series(1, %1$d) n
             cross join lateral (select timestamptz '2026-01-01 00:00Z' - (%1$d - n) * interval '26 minutes' as at) t
             cross join lateral (select case when n in (5, 6000) then 'cancelled'
                                             when n %% 20 = 0 then 'failed'
                                             else 'succeeded' end as status) s
            """;

    private static final String STEP_ROWS = """
            insert into silversmith.transformation_step
              (id, run_id, procedure_id, kind, unit, stage, ordinal, status, lane, started_at, finished_at, duration_ms, sql_executed,
               rows_affected, table_stats, sql_state, error_message, skipped_because)
            select pg_temp.id_at(r.requested_at), r.id, p.id, 'other', p.procedure_name, 1, k + 1, s.status, 1,
                   case when s.status <> 'skipped' then r.started_at + k * interval '5 seconds' end,
                   r.started_at + k * interval '5 seconds' + interval '4 seconds', 4000, 'call silver.' || p.procedure_name || '()', 100,
                   '[{"table": "silver.t", "read": true, "inserted": 100, "updated": 0, "deleted": 0, "truncated": false}]',
                   case when s.status = 'failed' then case when r.number = 40 and k = 7 then 'XX001'
                                                           when k %% 3 = 0 then '40001'
                                                           when k %% 3 = 1 then '57014'
                                                           else '23505' end end,
                   case when s.status = 'failed' then 'something failed' end,
                   case when s.status = 'skipped' then 'silver.load_00001' end
              from silversmith.transformation_run r
             cross join generate_series(0, %d) k
             cross join lateral (select case when k = 0 then 500
                                             when k = 1 and r.number <= 200 then 501
                                             else (r.number %% 10) * 50 + k end as n) x
              join silversmith.transformation_procedure p
                on p.schema_name = 'silver' and p.procedure_name = 'load_' || lpad(x.n::text, 5, '0')
             cross join lateral (select case when r.number = 40 and k = 7 or r.number %% 20 = 0 and k %% 10 = 9 then 'failed'
                                             when r.number %% 20 = 0 and k %% 10 = 8 then 'skipped'
                                             when r.number = 77 and k < 20 then 'interrupted'
                                             else 'succeeded' end as status) s
            """;

    private static final String LARGE_RUNS = """
            insert into silversmith.transformation_run
              (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, selection, max_parallel, requested_by,
               requested_at, started_at, finished_at)
            select pg_temp.id_at(t.at), 'gold-' || n, md5(n::text), 'incremental', 'per_procedure', 'succeeded', 'schema:gold', 8, 'gold',
                   t.at, t.at, t.at
              from generate_series(1, 200) n
             cross join lateral (select timestamptz '2026-02-01 00:00Z' + n * interval '1 hour' as at) t
            """;

    private static final String LARGE_STEPS = """
            insert into silversmith.transformation_step
              (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, status, started_at, finished_at)
            select pg_temp.id_at(r.requested_at), r.id, p.id, a, 'other', p.procedure_name, 1, 1,
                   case when a = 1 and p.procedure_name like '%77' then 'interrupted' else 'succeeded' end, r.started_at, r.started_at
              from silversmith.transformation_run r
             cross join silversmith.transformation_procedure p
             cross join generate_series(1, 2) a
             where r.requested_by = 'gold'
               and p.schema_name = 'gold'
               and (a = 1 or p.procedure_name like '%77')
            """;

    private ListSeed() {}

    static void fill(TestDatabase database) throws SQLException {
        try (Connection connection = database.asSuperuser()) {
            Sql.execute(connection, "set synchronous_commit = off");
            Sql.execute(connection, PROCEDURES);
            Sql.execute(connection, IDS);
            Sql.execute(connection, RUN_ROWS.formatted(RUNS));
            Sql.execute(connection, STEP_ROWS.formatted(STEPS_PER_RUN - 1));
            Sql.execute(connection, LARGE_RUNS);
            Sql.execute(connection, LARGE_STEPS);
            Sql.execute(connection, "vacuum analyze");
        }
    }
}
