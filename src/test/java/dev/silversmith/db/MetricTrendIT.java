package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Usual durations and days: what is true of a procedure whoever ran it, imported history too. */
class MetricTrendIT {

    private Connection app;
    private Connection superuser;
    private Ledger ledger;

    @BeforeEach
    void createDatabase() {
        TestDatabase database = TestDatabase.fresh("metric_trend");
        app = database.asApp();
        superuser = database.asSuperuser();
        ledger = new Ledger(app);
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        superuser.close();
    }

    private int fold(int most) throws SQLException {
        return Sql.one(app, Integer.class, "select silversmith.fold_metrics(?)", most);
    }

    private long one(String sql, Object... arguments) throws SQLException {
        return ((Number) Sql.one(app, Object.class, sql, arguments)).longValue();
    }

    @Test
    void imported_history_is_in_trends_and_in_no_counter_and_a_dry_run_in_neither() throws Exception {
        UUID procedure = ledger.procedure();
        for (String column : List.of("imported", "dry_run")) {
            Sql.update(superuser, """
                    with r as (
                      insert into silversmith.transformation_run
                        (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, started_at, finished_at, %s)
                      values (gen_random_uuid(), ?, 'f', 'incremental', 'per_procedure', 'succeeded', 1, 'me', now(), now(), true) returning id)
                    select 1 from r
                    """.formatted(column).replace("select 1 from r", """
                    insert into silversmith.transformation_step
                      (id, run_id, procedure_id, kind, unit, stage, ordinal, status, started_at, finished_at, duration_ms)
                    select gen_random_uuid(), r.id, ?, 'other', 'u', 1, 1, 'succeeded', now(), now(), 700 from r
                    """), column, procedure);
        }

        fold(10);

        assertThat(one("select count(*) from silversmith.v_metric_step")).isZero();
        assertThat(one("select sum(ended) from silversmith.v_metric_run")).isZero();
        assertThat(one("select sum(succeeded) from silversmith.metric_day")).isEqualTo(1);
        assertThat(one("select p95_ms from silversmith.metric_trend")).isBetween(686L, 714L);
    }

    @Test
    void quantiles_of_the_last_thirty_days_are_within_two_percent() throws Exception {
        UUID run = ledger.runningRun();
        Sql.execute(superuser, "drop index silversmith.transformation_step_one_success");
        Sql.update(superuser, """
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, status, started_at, finished_at, duration_ms)
                select gen_random_uuid(), ?, ?, n, 'other', 'u', 1, 1, 'succeeded', t.at, t.at,
                       case when n > 1000 then 900000000 else n * n * 7 % 100003 + 50 end
                  from generate_series(1, 1500) n
                 cross join lateral (select date_trunc('day', now(), 'UTC') - case when n > 1000 then 31 else n % 29 end * interval '1 day' as at) t
                """, run, ledger.procedure());
        fold(2000);

        for (String quantile : List.of("50", "95", "99")) {
            double exact = Sql.one(app, Double.class, """
                    select percentile_disc(0.%s) within group (order by duration_ms)::double precision
                      from silversmith.transformation_step
                     where attempt_no <= 1000
                    """.formatted(quantile));
            assertThat((double) one("select p%s_ms from silversmith.metric_trend".formatted(quantile)))
                    .isCloseTo(exact, within(exact * 0.02 + 1));
        }
        Sql.execute(superuser, "update silversmith.metric_trend set computed_on = computed_on - 1");
        Sql.execute(superuser, "select silversmith.compute_quantiles((now() at time zone 'UTC')::date + 40)");
        assertThat(one("select count(*) from silversmith.metric_trend where p50_ms is null and not stale"))
                .isEqualTo(1);
    }
}
