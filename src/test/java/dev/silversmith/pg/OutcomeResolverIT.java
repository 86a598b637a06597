package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What became of a unit: asked when its transaction is gone, and nobody's session is ended but the one that is at work for it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutcomeResolverIT {

    private final UUID step = UUID.randomUUID();
    private TestDatabase database;
    private Connection unit;
    private Session session;
    private PgSessionSignals signals;
    private PgOutcomeResolver outcomes;

    @BeforeAll
    void aStepUnderWay() throws SQLException {
        database = TestDatabase.fresh("outcome");
        ControlDatabase control = new ControlDatabase() {
            @Override
            <T> T attempt(Work<T> work) throws SQLException {
                try (Connection connection = database.asApp()) {
                    return work.with(connection);
                }
            }
        };
        signals = new PgSessionSignals() {
            @Override
            Connection connect() {
                return database.asWarehouse();
            }
        };
        outcomes = new PgOutcomeResolver(control, signals, () -> false);
        UUID run = UUID.randomUUID();
        UUID procedure = UUID.randomUUID();
        try (Connection app = database.asApp()) {
            Sql.update(app, """
                    insert into silversmith.transformation_run
                      (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by)
                    values (?, 'k', 'f', 'incremental', 'per_procedure', 'queued', 4, 'operator')
                    """, run);
            Sql.update(
                    app,
                    "insert into silversmith.transformation_procedure (id, schema_name, procedure_name, updated_by) values (?, 's', 'p', 'e')",
                    procedure);
            Sql.update(app, """
                    insert into silversmith.transformation_step
                      (id, run_id, procedure_id, kind, unit, stage, ordinal, status, started_at, owner_server)
                    values (?, ?, ?, 'other', 'p', 1, 1, 'running', clock_timestamp(), 'here')
                    """, step, run, procedure);
        }
    }

    @BeforeEach
    void aSession() throws SQLException {
        unit = database.asWarehouse();
        unit.setAutoCommit(false);
        session = new BackendStarts().session(unit);
        unit.rollback();
    }

    @AfterEach
    void disconnect() throws SQLException {
        unit.close();
    }

    private void takeLockOf(UUID attempt) throws SQLException {
        Sql.one(
                unit,
                Object.class,
                "select pg_advisory_xact_lock(hashtextextended('silversmith:' || ?::text, 0))",
                attempt.toString());
    }

    /** Both halves of a key with either sign. */
    @Test
    void a_session_at_work_for_the_attempt_is_ended_whatever_the_number_of_its_lock() throws Exception {
        for (int i = 0; i < 8; i++) {
            UUID attempt = UUID.randomUUID();
            takeLockOf(attempt);

            signals.terminate(attempt, session);

            awaitGone();
            aSession();
        }
    }

    private void awaitGone() {
        Awaitility.await("end of the session").atMost(Duration.ofSeconds(20)).until(() -> !alive());
    }

    private boolean alive() throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            return Sql.one(
                    superuser,
                    Boolean.class,
                    "select exists (select from pg_stat_activity where pid = ?)",
                    session.pid());
        }
    }

    @Test
    void a_session_that_went_back_to_the_pool_and_works_for_another_attempt_is_left_alone() throws Exception {
        takeLockOf(UUID.randomUUID());

        signals.terminate(step, session);
        assertThat(outcomes.resolveOrphan(step, session)).contains(StepStatus.RUNNING);

        assertThat(Sql.one(unit, Integer.class, "select 1")).isEqualTo(1);
    }

    @Test
    void of_what_commits_by_itself_nothing_is_said_before_its_session_is_gone_lock_or_no_lock() throws Exception {
        try (Connection table = database.pastTriggers()) {
            Sql.update(table, "update silversmith.transformation_step set transaction = 'own' where id = ?", step);
            try {
                assertThat(outcomes.resolveOrphan(step, session))
                        .as("its session is there, without the lock")
                        .isEmpty();

                awaitGone();
                assertThat(outcomes.resolveOrphan(step, session)).contains(StepStatus.RUNNING);
            } finally {
                Sql.update(
                        table, "update silversmith.transformation_step set transaction = 'managed' where id = ?", step);
            }
        }
    }

    @Test
    void a_session_that_waits_for_the_lock_of_the_attempt_is_not_at_work_for_it() throws Exception {
        try (Connection holder = database.asApp()) {
            holder.setAutoCommit(false);
            Sql.one(
                    holder,
                    Object.class,
                    "select pg_advisory_xact_lock(hashtextextended('silversmith:' || ?::text, 0))",
                    step.toString());
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
                try {
                    takeLockOf(step);
                } catch (SQLException fault) {
                    throw new IllegalStateException(fault);
                }
            });
            Awaitility.await().until(() -> waits(holder));

            signals.terminate(step, session);

            assertThat(alive()).isTrue();
            holder.rollback();
            waiting.get(20, TimeUnit.SECONDS);
            unit.rollback();
        }
    }

    private boolean waits(Connection connection) throws SQLException {
        return Sql.one(
                connection,
                Boolean.class,
                "select exists (select from pg_locks where pid = ? and not granted)",
                session.pid());
    }

    @Test
    void an_orphan_is_ended_at_once_and_its_outcome_is_told_when_it_is_gone() throws Exception {
        takeLockOf(step);

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> outcomes.resolveOrphan(step, session)
                .equals(Optional.of(StepStatus.RUNNING)));

        awaitGone();
    }

    @Test
    void a_session_that_does_not_end_by_itself_is_ended_and_one_that_was_not_recorded_is_not_waited_for()
            throws Exception {
        takeLockOf(step);
        assertThat(outcomes.resolveOrphan(step, null)).isEmpty();

        assertThat(outcomes.resolve(step, session)).isEqualTo(StepStatus.RUNNING);

        awaitGone();
        assertThat(outcomes.resolveOrphan(step, null)).contains(StepStatus.RUNNING);
    }
}
