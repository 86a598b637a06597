package dev.silversmith.db;

import static dev.silversmith.db.SqlState.NOT_RUNNING;
import static dev.silversmith.db.SqlState.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant I3: a worker that was given up for dead cannot commit, and whoever wants to know the outcome waits for it. */
class FencingIT extends UnitSessions {

    FencingIT() {
        super("fencing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"interrupted", "cancelled", "failed", "rolled_back"})
    void an_attempt_that_was_given_up_meanwhile_cannot_succeed(String status) throws Exception {
        Claim claim = ledger.claimedStep();
        unit.begin(claim);
        ledger.end(claim.lead(), status);

        assertThatThrownBy(() -> unit.record(claim)).satisfies(state(NOT_RUNNING));

        unit.rollback();
        assertThat(ledger.status(claim.lead())).isEqualTo(status);
    }

    @Test
    void an_attempt_that_is_being_given_up_waits_for_the_outcome_and_is_then_refused() throws Exception {
        Claim claim = ledger.claimedStep();
        unit.begin(claim);
        app.setAutoCommit(false);
        ledger.end(claim.lead(), "interrupted");

        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Callable<Void> recording = () -> {
                unit.record(claim.lead(), claim.lead(), claim.token(), null, null);
                return null;
            };
            Future<Void> recorded = other.submit(recording);
            awaitWaitingForALock("record_success");
            app.commit();

            assertThatThrownBy(() -> recorded.get(30, TimeUnit.SECONDS)).cause().satisfies(state(NOT_RUNNING));
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void nothing_can_be_given_up_after_its_success_was_recorded() throws Exception {
        Claim claim = ledger.claimedStep();
        unit.begin(claim);
        unit.record(claim);

        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Callable<Integer> givingUp = () -> Sql.update(app, """
                    update silversmith.transformation_step set status = 'interrupted', finished_at = clock_timestamp()
                     where id = ? and status = 'running'
                    """, claim.lead());
            Future<Integer> givenUp = other.submit(givingUp);
            awaitWaitingForALock("interrupted");
            unit.commit();

            assertThat(givenUp.get(30, TimeUnit.SECONDS)).isZero();
        } finally {
            other.shutdownNow();
        }
        assertThat(ledger.status(claim.lead())).isEqualTo("succeeded");
    }

    @Test
    void the_advisory_lock_is_held_until_the_commit() throws Exception {
        Claim claim = ledger.claimedStep();

        unit.begin(claim);
        boolean freeMeanwhile = lockIsFree(claim.lead());
        unit.record(claim);
        boolean freeAfterRecording = lockIsFree(claim.lead());
        unit.commit();

        assertThat(freeMeanwhile).isFalse();
        assertThat(freeAfterRecording).isFalse();
        assertThat(lockIsFree(claim.lead())).isTrue();
    }

    @Test
    void the_advisory_lock_goes_with_a_rollback() throws Exception {
        Claim claim = ledger.claimedStep();

        unit.begin(claim);
        unit.rollback();

        assertThat(lockIsFree(claim.lead())).isTrue();
    }

    @Test
    void the_advisory_lock_goes_with_the_session() throws Exception {
        Claim claim = ledger.claimedStep();

        unit.begin(claim);
        warehouse.close();

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> lockIsFree(claim.lead()));
    }

    private boolean lockIsFree(UUID step) throws SQLException {
        return Sql.one(
                app,
                Boolean.class,
                "select pg_try_advisory_xact_lock(hashtextextended('silversmith:' || ?::text, 0))",
                step);
    }

    private void awaitWaitingForALock(String query) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Sql.one(superuser, Long.class, """
                            select count(*) from pg_stat_activity
                             where datname = current_database() and wait_event_type = 'Lock' and query like '%' || ? || '%'
                            """, query) == 1);
    }
}
