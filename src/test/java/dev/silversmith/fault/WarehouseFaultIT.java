package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Gate;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.fault.AtCommit;
import dev.silversmith.testing.fault.FaultWarehouse;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the warehouse's own database does to a single call: each ends with its true reason, and is tried again where that may help. */
@ArquillianTest
class WarehouseFaultIT {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String TERMINATED = "57P01 terminating connection due to administrator command";

    private FaultWarehouse warehouse;
    private FaultRuns runs;

    @BeforeEach
    void aWarehouse() throws Exception {
        TestDatabase database = TestServer.database();
        warehouse = FaultWarehouse.on(database, TestServer.baseUrl());
        runs = new FaultRuns(database, warehouse);
    }

    @AfterEach
    void disconnect() throws Exception {
        warehouse.close();
    }

    private FaultWarehouse waiting(String name) throws Exception {
        return warehouse.procedure(name, "other", List.of(), Gate.pass(warehouse.warehouse()));
    }

    private Gate gate() throws Exception {
        return Gate.of(TestServer.database(), warehouse.warehouse());
    }

    /** Calls a function of the database, when there is one, with the session that is at work for this run. */
    private void signal(String function, String run) {
        Awaitility.await(function).atMost(LONG).until(() -> Sql.list(
                        warehouse.connection(), Boolean.class, """
                select %s(a.pid)
                  from silversmith.transformation_step s
                  join pg_stat_activity a on a.pid = s.backend_pid and a.backend_start = s.backend_start
                 where s.run_id = ?::uuid and s.status = 'running' and a.wait_event = 'advisory'
                """.formatted(function), run)
                .contains(true));
    }

    private void assertEnd(String run, String status, String... attempts) throws Exception {
        assertThat(runs.end(run).getString("status")).isEqualTo(status);
        assertThat(runs.attempts(run)).containsExactly(attempts);
    }

    @Test
    void b2_a_session_terminated_in_the_middle_of_a_call_is_a_failure_that_says_so() throws Exception {
        waiting("a").procedure("b", "other", List.of("a"), "").register();
        try (Gate gate = gate()) {
            String run = runs.start();

            signal("pg_terminate_backend", run);

            assertEnd(run, "failed", "a 1 failed", "b 1 skipped");
            assertThat(runs.reason(run)).isEqualTo(TERMINATED);
            assertThat(runs.rows()).isZero();
            gate.open();
        }
    }

    @Test
    void b2_a_session_terminated_in_the_middle_of_a_call_is_tried_again_if_the_procedure_may_be() throws Exception {
        waiting("a").retry(2, "PT0.02S").register();
        try (Gate gate = gate()) {
            String run = runs.start();

            signal("pg_terminate_backend", run);
            gate.open();

            assertEnd(run, "succeeded", "a 1 failed", "a 2 succeeded");
            assertThat(runs.reason(run)).isEqualTo(TERMINATED);
            assertThat(runs.rows()).isEqualTo(1);
        }
    }

    @Test
    void
            b3_a_call_that_somebody_cancels_in_the_database_has_failed_and_is_told_from_a_timeout_and_from_a_cancel_of_ours()
                    throws Exception {
        waiting("a").retry(3, "PT0.02S").more("    timeout: PT1H\n").register();
        try (Gate gate = gate()) {
            String run = runs.start();

            signal("pg_cancel_backend", run);

            assertEnd(run, "failed", "a 1 failed");
            assertThat(runs.reason(run))
                    .isEqualTo("57014 cancelled in the database: canceling statement due to user request");

            String ours = runs.start();
            Awaitility.await().atMost(LONG).until(() -> warehouse.starts() == 2);
            warehouse
                    .warehouse()
                    .operator()
                    .post("/runs/" + ours + "/cancel", "")
                    .expect(202);
            assertEnd(ours, "cancelled", "a 1 cancelled");
            gate.open();
        }
    }

    @Test
    void b3_a_call_that_takes_too_long_is_not_said_to_be_cancelled() throws Exception {
        waiting("a").more("    timeout: PT0.2S\n").register();
        try (Gate gate = gate()) {
            String run = runs.start();

            assertEnd(run, "failed", "a 1 failed");
            assertThat(runs.reason(run)).isEqualTo("57014 canceling statement due to statement timeout");
            gate.open();
        }
    }

    @Test
    void b4_a_table_that_somebody_has_locked_is_waited_for_so_long_and_tried_again() throws Exception {
        warehouse.warehouse().sql("create table $s.busy (id integer); grant all on $s.busy to silversmith_warehouse");
        warehouse
                .procedure("a", "other", List.of(), "insert into $s.busy values (1);")
                .retry(20, "PT0.2S")
                .more("    lockTimeout: PT0.2S\n")
                .register();
        try (Connection busy = TestServer.database().asSuperuser()) {
            busy.setAutoCommit(false);
            Sql.execute(busy, "lock table " + warehouse.schema() + ".busy");
            String run = runs.start();
            Awaitility.await().atMost(LONG).until(() -> runs.attempts(run).contains("a 1 failed"));
            busy.rollback();

            assertThat(runs.end(run).getString("status")).isEqualTo("succeeded");
            assertThat(runs.attempts(run)).last().asString().endsWith("succeeded");
            assertThat(Sql.list(
                            warehouse.connection(),
                            String.class,
                            "select distinct sql_state from silversmith.transformation_step where run_id = ?::uuid and status = 'failed'",
                            run))
                    .containsExactly("55P03");
            assertThat(runs.rows()).isEqualTo(1);
        }
    }

    @Test
    void b5_of_two_procedures_in_a_deadlock_one_is_tried_again_whole_and_the_other_one_is_unharmed() throws Exception {
        warehouse.warehouse().sql("""
                create table $s.pair (id integer primary key, n integer);
                insert into $s.pair values (1, 0), (2, 0);
                grant all on $s.pair to silversmith_warehouse;
                """);
        warehouse
                .procedure("a", "other", List.of(), crossing(1, 2))
                .retry(3, "PT0.02S")
                .procedure("b", "other", List.of(), crossing(2, 1))
                .retry(3, "PT0.02S")
                .register();

        String run = runs.start();

        assertThat(runs.end(run).getString("status")).isEqualTo("succeeded");
        assertThat(runs.attempts(run))
                .hasSize(3)
                .filteredOn(attempt -> attempt.endsWith("succeeded"))
                .hasSize(2);
        assertThat(runs.reason(run)).startsWith("40P01 ");
        assertThat(Sql.list(warehouse.connection(), Integer.class, "select n from " + warehouse.schema() + ".pair"))
                .containsExactly(2, 2);
        assertThat(warehouse.starts()).isEqualTo(3);
    }

    /** Each has its first row before either asks for the second; who comes again waits a moment for nobody. */
    private static String crossing(int first, int second) {
        return """
                update $s.pair set n = n + 1 where id = %d;
                perform pg_advisory_xact_lock_shared(4711, hashtext('$s'));
                for i in 1..50 loop
                  exit when (select count(*) from pg_locks
                              where locktype = 'advisory' and classid = 4711
                                and objid = (hashtext('$s')::bigint & 4294967295)::oid) > 1;
                  perform pg_sleep(0.02);
                end loop;
                update $s.pair set n = n + 1 where id = %d;
                """.formatted(first, second);
    }

    @Test
    void b6_a_serialization_failure_of_a_statement_is_tried_again() throws Exception {
        warehouse.warehouse().sql("create sequence $s.tries; grant all on sequence $s.tries to public");
        warehouse.procedure("a", "other", List.of(), """
                        if nextval('$s.tries') = 1 then
                          raise exception 'could not serialize access' using errcode = '40001';
                        end if;
                        """).retry(2, "PT0.02S").register();

        String run = runs.start();

        assertEnd(run, "succeeded", "a 1 failed", "a 2 succeeded");
        assertThat(runs.reason(run)).isEqualTo("40001 could not serialize access");
        assertThat(runs.rows()).isEqualTo(1);
    }

    @Test
    void b7_a_deferred_constraint_that_fails_when_the_call_is_over_is_a_failure_with_its_name() throws Exception {
        warehouse.warehouse().sql("""
                create table $s.parent (id integer primary key);
                create table $s.child (id integer constraint child_fk references $s.parent deferrable initially deferred);
                grant all on all tables in schema $s to silversmith_warehouse;
                """);
        warehouse
                .procedure("a", "other", List.of(), "insert into $s.child values (4711);")
                .register();

        String run = runs.start();

        assertEnd(run, "failed", "a 1 failed");
        assertThat(runs.reason(run)).startsWith("23503 ").contains("\"child_fk\"");
        assertThat(runs.rows()).isZero();
    }

    /** While the driver still reads the messages, the session is idle already, in its transaction, and for longer than it may be. */
    @Test
    void b10_a_session_ended_for_being_idle_in_its_transaction_is_a_failure_that_says_so() throws Exception {
        warehouse.procedure("a", "other", List.of(), """
                        for i in 1..20000 loop raise notice '% %', i, repeat('x', 100); end loop;
                        set idle_in_transaction_session_timeout = 1;
                        """).register();

        String run = runs.start();

        assertEnd(run, "failed", "a 1 failed");
        assertThat(runs.reason(run)).isEqualTo("25P03 terminating connection due to idle-in-transaction timeout");
        assertThat(runs.rows()).isZero();
    }

    @Test
    void b12_a_procedure_that_may_not_be_executed_any_more_is_named_with_its_signature() throws Exception {
        assertThat(reasonAfter("revoke execute on procedure $s.b() from public"))
                .isEqualTo("42501 call of %s.b(): permission denied for procedure b", warehouse.schema());
    }

    @Test
    void b12_a_procedure_that_was_dropped_is_named_with_its_signature() throws Exception {
        assertThat(reasonAfter("drop procedure $s.b()"))
                .isEqualTo("42883 call of %1$s.b(): procedure %1$s.b() does not exist", warehouse.schema());
    }

    /** Why b failed, after something was done while a was under way. */
    private String reasonAfter(String sql) throws Exception {
        waiting("a").procedure("b", "other", List.of("a"), "").register();
        try (Gate gate = gate()) {
            String run = runs.start();
            Awaitility.await().atMost(LONG).until(() -> warehouse.starts() == 1);

            warehouse.warehouse().sql(sql);
            gate.open();

            assertEnd(run, "failed", "a 1 succeeded", "b 1 failed");
            return runs.reason(run);
        }
    }

    @Test
    void a_success_is_durable_whatever_the_login_or_a_procedure_has_set() throws Exception {
        warehouse.warehouse().sql("create table $s.seen (setting text)");
        AtCommit.does(
                        warehouse,
                        "a",
                        "set synchronous_commit = off;",
                        "insert into $s.seen values (current_setting('synchronous_commit'));")
                .register();
        String database = TestServer.database().name();
        warehouse
                .warehouse()
                .sql("alter role silversmith_warehouse in database " + database + " set synchronous_commit = off");
        try {
            warehouse.warehouse().sql("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                     where datname = current_database() and usename = 'silversmith_warehouse' and state = 'idle'
                    """);
            assertEnd(runs.start(), "succeeded", "a 1 succeeded");
        } finally {
            warehouse
                    .warehouse()
                    .sql("alter role silversmith_warehouse in database " + database + " reset synchronous_commit");
        }
        assertThat(Sql.list(
                        warehouse.connection(), String.class, "select setting from " + warehouse.schema() + ".seen"))
                .containsExactly("on");
    }
}
