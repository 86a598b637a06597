package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.OverviewQueries.Broken;
import dev.silversmith.app.port.OverviewQueries.Freshness;
import dev.silversmith.app.port.OverviewQueries.Silent;
import dev.silversmith.app.port.OverviewQueries.Span;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the overview says of runs, procedures and servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverviewIT {

    private TestDatabase database;
    private Connection app;
    private Connection table;
    private PgOverviewQueries overview;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("overview");
    }

    @BeforeEach
    void connect() throws SQLException {
        app = database.asApp();
        table = database.pastTriggers();
        Sql.execute(table, "delete from silversmith.transformation_run");
        Sql.execute(table, "delete from silversmith.transformation_procedure");
        Sql.execute(table, "delete from silversmith.server_instance");
        ControlDatabase control = new ControlDatabase() {
            @Override
            <T> T directly(String doing, Work<T> work) {
                try {
                    return work.with(app);
                } catch (SQLException fault) {
                    throw new DatabaseFault(doing, fault);
                }
            }
        };
        overview = new PgOverviewQueries(control, settings());
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        table.close();
    }

    private static EngineSettings settings() {
        return new EngineSettings(
                "here",
                "1",
                "silversmith_warehouse",
                8,
                32,
                Duration.ofSeconds(30),
                3,
                Duration.ofSeconds(20),
                100,
                12,
                true,
                9443);
    }

    /** A run that began some minutes ago and, if it has ended, took one. */
    private UUID run(String status, String selection, int minutesAgo) throws SQLException {
        UUID id = UUID.randomUUID();
        Sql.update(table, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, selection, max_parallel, requested_by,
                   started_at, finished_at, owner_server, lease_until)
                select ?, ?, 'f', 'incremental', 'per_procedure', ?, ?, 4, 'operator', began,
                       case when ? in ('succeeded', 'failed', 'cancelled') then began + interval '1 minute' end, 'here', began
                  from (select clock_timestamp() - ? * interval '1 minute') at (began)
                """, id, id.toString(), status, selection, status, minutesAgo);
        return id;
    }

    private UUID procedure(String name, Long limitMs) throws SQLException {
        UUID id = UUID.randomUUID();
        Sql.update(table, """
                insert into silversmith.transformation_procedure (id, schema_name, procedure_name, freshness_limit_ms, updated_by)
                values (?, 'silver', ?, ?, 'engineer')
                """, id, name, limitMs);
        return id;
    }

    private void step(UUID run, UUID procedure, int attempt, String status, int minutesAgo) throws SQLException {
        Sql.update(table, """
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, status, started_at, finished_at, sql_state, error_message)
                select ?, ?, ?, ?, 'other', 'u', 1, 1, ?, ended, ended, case when ? = 'failed' then '23505' end,
                       case when ? = 'failed' then 'duplicate key' end
                  from (select clock_timestamp() - ? * interval '1 minute') at (ended)
                """, UUID.randomUUID(), run, procedure, attempt, status, status, status, minutesAgo);
    }

    @Test
    void a_selection_is_broken_from_its_first_failure_after_its_last_success_until_it_succeeds() throws SQLException {
        UUID load = procedure("load_order", null);
        run("failed", "tag:daily", 500);
        run("succeeded", "tag:daily", 400);
        run("failed", "tag:daily", 300);
        UUID newest = run("failed", "tag:daily", 200);
        step(newest, load, 1, "failed", 200);
        step(newest, load, 2, "failed", 199);
        run("failed", "tag:hourly", 60);
        run("succeeded", "tag:hourly", 30);

        assertThat(overview.broken()).singleElement().satisfies(broken -> {
            assertThat(broken.select()).isEqualTo("tag:daily");
            assertThat(broken.procedure()).contains("silver.load_order");
            assertThat(broken.sqlState()).contains("23505");
            assertThat(broken.message()).contains("duplicate key");
            assertThat(Duration.between(broken.since(), broken.failedAt())).hasMinutes(100);
        });
    }

    private void refresh(UUID run, UUID target, int attempt, String status) throws SQLException {
        Sql.update(table, """
                insert into silversmith.refresh_target (id, schema_name, view_name, updated_by) values (?, 'silver', 'Mv', 'engineer')
                on conflict do nothing
                """, target);
        Sql.update(table, """
                insert into silversmith.refresh_execution
                  (id, run_id, refresh_target_id, attempt_no, trigger, status, finished_at, sql_state, error_message)
                values (?, ?, ?, ?, 'success', ?, clock_timestamp(), case ? when 'failed' then '55P03' end, 'lock timeout')
                """, UUID.randomUUID(), run, target, attempt, status, status);
    }

    @Test
    void a_refresh_is_to_blame_where_its_last_attempt_failed_and_no_procedure_did() throws SQLException {
        UUID target = UUID.randomUUID();
        UUID byView = run("failed", "view", 30);
        refresh(byView, target, 1, "failed");
        UUID both = run("failed", "both", 20);
        refresh(both, target, 1, "failed");
        step(both, procedure("guilty", null), 1, "failed", 20);
        UUID repaired = run("failed", "repaired", 10);
        refresh(repaired, target, 1, "failed");
        refresh(repaired, target, 2, "succeeded");

        assertThat(overview.broken())
                .extracting(Broken::select, Broken::procedure, Broken::view, Broken::sqlState)
                .containsExactly(
                        tuple("repaired", Optional.empty(), Optional.empty(), Optional.empty()),
                        tuple("both", Optional.of("silver.guilty"), Optional.empty(), Optional.of("23505")),
                        tuple("view", Optional.empty(), Optional.of("silver.\"Mv\""), Optional.of("55P03")));
    }

    @Test
    void the_newest_failure_comes_first_and_a_cancelled_run_repairs_nothing() throws SQLException {
        run("failed", "a", 90);
        run("failed", "b", 80);
        run("cancelled", "a", 10);

        assertThat(overview.broken()).extracting(Broken::select).containsExactly("b", "a");
    }

    @Test
    void a_run_is_silent_once_its_lease_is_over() throws SQLException {
        run("running", "a", 3);
        run("succeeded", "b", 3);
        UUID living = run("running", "c", 3);
        Sql.update(
                table,
                "update silversmith.transformation_run set lease_until = clock_timestamp() + interval '1 minute' where id = ?",
                living);

        assertThat(overview.silent()).singleElement().extracting(Silent::since).satisfies(since -> assertThat(
                        Duration.between(since, Instant.now()))
                .isBetween(Duration.ofMinutes(2), Duration.ofMinutes(10)));
    }

    @Test
    void the_stalest_procedure_comes_first_and_one_that_never_ran_before_it() throws SQLException {
        UUID run = run("succeeded", "", 120);
        UUID slow = procedure("slow", Duration.ofMinutes(50).toMillis());
        UUID fresh = procedure("fresh", Duration.ofDays(1).toMillis());
        UUID late = procedure("late", Duration.ofMinutes(10).toMillis());
        procedure("never", Duration.ofMinutes(10).toMillis());
        procedure("without_limit", null);
        step(run, slow, 1, "succeeded", 119);
        step(run, fresh, 1, "succeeded", 119);
        step(run, late, 1, "succeeded", 119);

        assertThat(overview.freshness())
                .extracting(Freshness::procedure, Freshness::stale)
                .containsExactly(
                        tuple("silver.never", true),
                        tuple("silver.late", true),
                        tuple("silver.slow", true),
                        tuple("silver.fresh", false));
    }

    @Test
    void the_engine_counts_living_servers_running_procedures_and_queued_runs() throws SQLException {
        Sql.execute(table, """
                insert into silversmith.server_instance (id, server_id, heartbeat_at, stopped_at, version) values
                  (gen_random_uuid(), 'alive', clock_timestamp(), null, '1'),
                  (gen_random_uuid(), 'dead', clock_timestamp() - interval '1 hour', null, '1'),
                  (gen_random_uuid(), 'stopped', clock_timestamp(), clock_timestamp(), '1')
                """);
        UUID running = run("running", "", 5);
        UUID queued = run("queued", "", 1);
        Sql.update(
                table,
                "update silversmith.transformation_run set started_at = null, requested_at = '2026-11-22T10:00Z' where id = ?",
                queued);
        Sql.update(table, """
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, kind, unit, stage, ordinal, status, started_at)
                values (gen_random_uuid(), ?, ?, 'other', 'u', 1, 1, 'running', clock_timestamp())
                """, running, procedure("load", null));

        assertThat(overview.engine().servers()).isEqualTo(1);
        assertThat(overview.engine().lanes()).isEqualTo(1);
        assertThat(overview.engine().queued()).isEqualTo(1);
        assertThat(overview.engine().oldestQueued()).contains(Instant.parse("2026-11-22T10:00:00Z"));
    }

    @Test
    void runs_of_a_period_are_those_that_were_at_work_in_it() throws SQLException {
        run("succeeded", "before", 300);
        run("failed", "within", 100);
        run("running", "since_long", 500);

        assertThat(overview.since(Instant.now().minus(Duration.ofMinutes(200)), 10))
                .extracting(Span::select)
                .containsExactly("within", "since_long");
        assertThat(overview.since(Instant.now().minus(Duration.ofMinutes(200)), 1))
                .hasSize(1);
    }

    @Test
    void whoever_resumed_a_run_asks_for_its_approval_too() throws SQLException {
        UUID id = run("failed", "", 10);
        Sql.update(table, """
                update silversmith.transformation_run
                   set status = 'pending_approval', mode = 'full', started_at = null, finished_at = null, approval_asked_by = 'engineer'
                 where id = ?
                """, id);

        assertThat(overview.waiting()).singleElement().satisfies(request -> {
            assertThat(request.requestedBy()).isEqualTo("operator");
            assertThat(request.askedBy()).isEqualTo("engineer");
        });
        assertThat(overview.broken()).isEmpty();
    }
}
