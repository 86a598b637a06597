package dev.silversmith.testing.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An oracle that cannot say no is worth nothing: each invariant is broken by hand, past every guard of the database, and found. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OracleIT {

    private TestDatabase database;
    private ScriptedRuns runs;

    @BeforeAll
    void writeHistory() throws SQLException {
        database = TestDatabase.fresh("oracle");
        runs = ScriptedRuns.in(database);
    }

    @AfterAll
    void healthyAtTheEnd() throws SQLException {
        assertThat(Oracle.of(database).violations()).isEmpty();
        runs.close();
    }

    @Test
    void a_healthy_history_violates_nothing() throws Exception {
        assertThat(Oracle.of(database).violations()).isEmpty();
        assertThat(Oracle.check(runs.superuser(), runs.schema() + ".ledger")).isEmpty();
    }

    @Test
    void a_database_without_runs_and_ledgers_violates_nothing() {
        assertThat(Oracle.of(TestDatabase.fresh("oracle_empty")).violations()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            a call committed for no attempt                     | insert into $s.ledger (name, step_id, began) values ('dim', gen_random_uuid(), now()) | I1: .*dim was committed by transaction \\d+ for step .*, which does not exist
            a failed attempt with a committed call              | insert into $s.ledger (name, step_id, began) select 'dim', id, now() from $step where status = 'failed' | I1: run 2: .*dim, attempt 1 .* is failed, yet transaction \\d+ has committed its call
            a success recorded by another transaction           | update $step set transaction_id = '5' where unit = 'fact' | I1: run 1: .*fact, attempt 1 .* was recorded by transaction 5, its call was committed by \\d+
            another procedure's call under an attempt           | update $s.ledger set name = 'two' where name = 'one' | I1: run 1: .*one, attempt 1 .* has a row of .*two in the ledger
            a success without a committed call                  | delete from $s.ledger where name = 'fact' | I1: run 2: .*fact, attempt 1 .* is succeeded without a committed call
            a row that is loaded twice                          | insert into $s.loaded select * from $s.loaded where id = 2 | I1: row 2 of .*incr is loaded 2 times, by steps .*
            a row that is loaded beyond the watermark           | insert into $s.loaded values ('incr', 6, gen_random_uuid()) | I1: row 6 of .*incr is loaded by step .* beyond the watermark 5
            a row that is passed over                           | delete from $s.loaded where id = 4 | I1: row 4 of .*incr is not loaded, yet the watermark stands at 5
            a procedure committed twice in a run                | insert into $s.ledger select * from $s.ledger where name = 'fact' | I2: run 1: .*fact was committed 2 times, by transactions .*
            a procedure that succeeds twice in a run            | drop index silversmith.transformation_step_one_success; update $step set status = 'succeeded' where status = 'failed' | I2: run 2: .*dim succeeded 2 times, in steps .*
            an attempt that is left out                         | update $step set attempt_no = 3 where attempt_no = 2 | I3: run 2: .*dim, attempt 3 .* follows attempt 1
            a success that is tried again                       | update $step set status = 'failed' where attempt_no = 2; update $step set status = 'succeeded' where unit = 'dim' and status = 'failed' and attempt_no = 1 | I3: run 2: .*dim, attempt 1 .* has succeeded, yet there is a later attempt
            an open attempt with a later one                    | update $step set status = 'running', finished_at = null where status = 'failed' | I3: run 2: .*dim, attempt 1 .* is running, yet there is a later attempt
            an attempt beside the one before                    | update $step set finished_at = now() where status = 'failed' | I3: run 2: .*dim, attempt 2 .* began at .*, before the attempt before it ended at .*
            an attempt that ends before it began                | update $step set finished_at = started_at - interval '1 s' where unit = 'incr' | I3: run 1: .*incr, attempt 1 .* ended at .*, before it began at .*
            a success that is taken back                        | insert into oracle.transition (kind, object, was, became) select 'step', id, 'succeeded', 'interrupted' from $step where unit = 'fact' | I3: a step went from succeeded to interrupted, 2 times, first .*
            an attempt that goes back                           | insert into oracle.transition (kind, object, was, became) select 'step', id, 'running', 'pending' from $step where unit = 'fact' | I3: a step went from running to pending, 2 times, first .*
            a run that begins in its middle                     | insert into oracle.transition (kind, object, became) values ('run', gen_random_uuid(), 'running') | I3: a run went from nothing to running, 1 times, first .*
            a run that runs again after its end                 | insert into oracle.transition (kind, object, was, became) select 'run', id, 'succeeded', 'running' from $run where number = 1 | I3: a run went from succeeded to running, 1 times, first .*
            a change that nothing recorded                      | update $step set status = 'cancelled' where status = 'failed' | I3: step .* is cancelled, the last change had left it failed
            changes that do not follow one another              | delete from oracle.transition where kind = 'step' and was = 'pending' | I3: step .* went from running to succeeded, the change before had left it pending
            a full run without a second person                  | alter table $run drop constraint full_refresh_needs_a_second_person; update $run set mode = 'full', status = 'failed' where number = 1 | I4: full run 1 is failed: confirmed f, reason none, requested by alice, .*
            a full run that its requester approved              | alter table $run drop constraint full_refresh_needs_a_second_person; update $run set mode = 'full', confirmed = true, reason = 'because it is so', decision = 'approve', approver = ' Alice', approval_asked_by = 'alice' | I4: full run 1 is succeeded: confirmed t, .* decided by  Alice: approve
            a full run that began before its approval           | alter table $run drop constraint full_refresh_needs_a_second_person; update $run set mode = 'full' | I4: full run 1: .*, attempt 1 .* began at .* without an approval before
            two runs of one key                                 | alter table $run drop constraint transformation_run_idempotency_key_key; update $run set idempotency_key = 'first' | I5: key 'first' has made the runs 1, 2
            a key that is forgotten                             | delete from silversmith.idempotency_key where idempotency_key = 'second' | I5: key 'second' of run 2 is remembered for no run
            a key of another run                                | alter table silversmith.idempotency_key drop constraint idempotency_key_pkey cascade; update silversmith.idempotency_key k set id = r.id, run_number = 1 from $run r where r.number = 1 | I5: key 'second' of run 2 is remembered for run 1
            a child of a parent without success                 | update $step set status = 'failed' where unit = 'dim' | I6: run 1: .*fact, attempt 1 .* began, yet its parent .*dim has not succeeded in that run
            a child that begins before its parent's record      | update $step set finished_at = now() where unit = 'dim' | I6: run 1: .*fact, attempt 1 .* began at .*, before its parent's record of .*: run 1: .*dim.*
            a child that begins before its parent's commit      | update $step set started_at = started_at - interval '1 day', finished_at = finished_at - interval '1 day' | I6: run 1: .*fact, attempt 1 .* began at .*, before its parent's commit at .*
            a child's call beside its parent's                  | update $s.ledger set at = now() where name = 'dim' | I6: the call of run 1: .*fact, attempt 1 .* began at .*, before its parent's call ended at .*
            a call beside another one of its unit               | update $s.ledger set at = now() where name = 'one' | I6: the call of run 1: .*two, attempt 1 .* began at .*, before its parent's call ended at .*
            a dimension beside a fact                           | update $step set finished_at = now() where unit = 'dim' and status = 'succeeded' | I6: the dimension of run 1: .*dim, attempt 1 .* and the fact of run 1: .*fact, .* overlap
            a dimension after a fact                            | update $step set started_at = now() where unit = 'dim' | I6: the fact of run 1: .*fact, attempt 1 .* began at .*, before the dimension of run 1: .*
            a dimension's call beside a fact's                  | update $s.ledger set at = now() where name = 'dim' | I6: the calls of the dimension of run 1: .* and the fact of run 1: .* overlap
            a run that waits                                    | update $run set status = 'queued', finished_at = null where number = 2 | I7: run 2 is still queued, on server s1, its lease until .*
            a run without a living owner                        | update $run set status = 'cancelling', finished_at = null, lease_until = now() - interval '1 s' where number = 2 | I7: run 2 is cancelling without a living owner: server s1, lease until .*
            an open attempt of an ended run                     | update $step set status = 'pending', started_at = null, finished_at = null where unit = 'fact' | I7: run 1: .*fact, attempt 1 .* is pending, yet its run has succeeded
            a quiet success                                     | update $step set status = 'failed' where unit = 'fact' | I7: run 1 has succeeded, yet run 1: .*fact, attempt 1 .* is failed
            a failure without a reason                          | update $run set status = 'failed', error = 'why' where number = 2 | I7: run 2 is failed, yet all its procedures have succeeded: why
            runs that are active at once                        | update silversmith.audit_event e set after = '{"status": "running"}' from $run r where r.id::text = e.object_id and r.number = 1 and e.action = 'run.end' | I8: runs 1 and 2 share a procedure and were active at once, from audit event .*
            attempts of a procedure at once                     | update $step set finished_at = now() where unit = 'incr' | I8: run 1: .*incr, attempt 1 .* and run 2: .*incr, attempt 1 .* overlap
            calls of a procedure at once                        | update $s.ledger set at = now() where name = 'incr' | I8: two calls of .*incr overlap: .*
            a change of a run that nobody tells of              | update $run set status = 'failed' where number = 1 | I9: run 1 is failed, the audit trail's last word is succeeded
            a change of a run that is left out                  | delete from silversmith.audit_event where action = 'run.start' | I9: run 1: event \\d+, run.end, tells of running to succeeded, the event before of queued
            a take-over that nobody tells of                    | update $run set lease_number = 2 where number = 1 | I9: run 1 was admitted or taken over 2 times, the audit trail tells of 1
            a watermark that is somewhere else                  | update silversmith.transformation_watermark set value = '9' | watermark of .*incr is 9, the last success left it at 5: run 2: .*
            a watermark that nothing has moved                  | update $step set watermark_before = null, watermark_after = null | watermark of .*incr is 5, yet no success has put it there
            a window that does not follow the one before        | update $step set watermark_before = '4' where watermark_before = '3' | watermark: run 2: .*incr, attempt 1 .* began at 4, the one before had left it at 3
            a watermark that goes back                          | update $step set watermark_after = '2' where watermark_after = '5' | watermark: run 2: .*incr, attempt 1 .* moved it back from 3 to 2
            """)
    void it_finds(String what, String sql, String sentence) throws Exception {
        String broken = sql.replace("$step", "silversmith.transformation_step")
                .replace("$run", "silversmith.transformation_run")
                .replace("$s", runs.schema());
        try (Connection connection = database.pastTriggers()) {
            connection.setAutoCommit(false);
            Sql.execute(connection, broken);

            List<String> violations = Oracle.inTables(connection, List.of(runs.schema()));

            connection.rollback();
            assertThat(violations).as(what).anyMatch(found -> found.matches(sentence));
        }
    }

    @Test
    void it_finds_what_the_warehouse_login_still_does() throws Exception {
        try (Connection warehouse = database.asWarehouse()) {
            warehouse.setAutoCommit(false);
            Sql.rows(warehouse, "select 'at work'");

            assertThat(Oracle.of(database).violations())
                    .singleElement()
                    .asString()
                    .matches("I10: process \\d+ of the warehouse login is idle in transaction since .*'at work'");

            warehouse.rollback();
        }
    }

    @Test
    void it_finds_a_lock_that_the_warehouse_login_has_kept() throws Exception {
        try (Connection warehouse = database.asWarehouse()) {
            Sql.rows(warehouse, "select pg_advisory_lock(1, 2)");

            assertThat(Oracle.of(database).violations())
                    .singleElement()
                    .asString()
                    .matches("I10: process \\d+ of the warehouse login holds the advisory lock 1/2");
        }
    }

    @Test
    void it_finds_an_audit_trail_that_was_changed() throws Exception {
        TestDatabase changed = TestDatabase.fresh("oracle_changed");
        try (ScriptedRuns its = ScriptedRuns.in(changed);
                Connection connection = changed.pastTriggers()) {
            Sql.update(connection, "update silversmith.audit_event set actor = 'mallory' where seq = 2");

            assertThat(Oracle.check(its.superuser()))
                    .singleElement()
                    .asString()
                    .startsWith("I9: event 2 of the audit trail was changed");
        }
    }
}
