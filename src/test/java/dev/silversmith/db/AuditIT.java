package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.AuditVerification.Fault;
import dev.silversmith.pg.AuditCheck;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invariant I9: what was done is in the trail when it is committed, and only then; the chain of hashes verifies. */
class AuditIT {

    private TestDatabase database;
    private Connection app;
    private Connection superuser;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.fresh("audit");
        app = database.asApp();
        superuser = database.asSuperuser();
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        superuser.close();
    }

    @Test
    void an_event_is_numbered_dated_and_chained_by_the_database() throws Exception {
        long first = record(app, "alice", "why", null, "{\"enabled\": true}");
        long second = record(app, "bob", null, "{\"enabled\": true}", null);

        assertThat(List.of(first, second)).containsExactly(1L, 2L);
        assertThat(Sql.rows(app, """
                        select actor, action, object_type, object_id, reason, before::text, after::text,
                               at between now() - interval '1 minute' and clock_timestamp() as dated
                          from silversmith.audit_event order by seq
                        """)).first().satisfies(event -> assertThat(event)
                .containsEntry("actor", "alice")
                .containsEntry("action", "catalog.import")
                .containsEntry("object_type", "procedure")
                .containsEntry("object_id", "silver.load")
                .containsEntry("reason", "why")
                .containsEntry("before", null)
                .containsEntry("after", "{\"enabled\": true}")
                .containsEntry("dated", true));
        assertThat(problems(superuser)).isEmpty();
    }

    @Test
    void the_chain_verifies_for_the_control_login_in_any_time_zone() throws Exception {
        record(app, "alice", null, null, "{\"b\": 1, \"a\": [1.50, \"ü\", null]}");

        Sql.execute(app, "set time zone 'America/New_York'");

        assertThat(problems(app)).isEmpty();
    }

    @Test
    void an_act_that_is_rolled_back_leaves_no_event_and_no_gap() throws Exception {
        record(app, "alice", null, null, null);
        app.setAutoCommit(false);
        record(app, "mallory", null, null, null);
        app.rollback();
        app.setAutoCommit(true);

        long next = record(app, "bob", null, null, null);

        assertThat(next).isEqualTo(2);
        assertThat(Sql.list(app, String.class, "select actor from silversmith.audit_event order by seq"))
                .containsExactly("alice", "bob");
        assertThat(problems(superuser)).isEmpty();
    }

    @Test
    void many_events_of_one_act_follow_one_another() throws Exception {
        record(app, "alice", null, null, null);

        long last = Sql.one(app, Long.class, """
                select silversmith.record_audits(array['bob', 'bob'], array['catalog.import', 'catalog.change'],
                                                 array['catalog', 'procedure'], array['catalog', 'silver.load'], array['why', null],
                                                 array[null, '{"a": null}']::jsonb[], array['{"b": 1.50}', null]::jsonb[])
                """);

        assertThat(last).isEqualTo(3);
        assertThat(Sql.list(app, String.class, """
                        select concat_ws(' ', seq, actor, action, object_type, object_id, reason, before, after)
                          from silversmith.audit_event order by seq
                        """))
                .containsExactly(
                        "1 alice catalog.import procedure silver.load",
                        "2 bob catalog.import catalog catalog why {\"b\": 1.50}",
                        "3 bob catalog.change procedure silver.load {\"a\": null}");
        assertThat(problems(superuser)).isEmpty();
    }

    @Test
    void a_run_that_is_rolled_back_leaves_no_event() throws Exception {
        app.setAutoCommit(false);
        RunRow.anIncrementalRun().insert(app);
        app.rollback();
        UUID kept = RunRow.anIncrementalRun().insert(app);
        assertThat(Sql.list(superuser, String.class, "select action from silversmith.audit_event"))
                .as("before the commit")
                .isEmpty();
        app.commit();
        app.setAutoCommit(true);

        assertThat(Sql.list(app, String.class, "select action || ' ' || object_id from silversmith.audit_event"))
                .containsExactly("run.request " + kept);
    }

    @Test
    void a_waiting_transaction_holds_up_nobody_elses_event() throws Exception {
        try (Connection other = database.asApp()) {
            other.setAutoCommit(false);
            RunRow.anIncrementalRun().insert(other);

            Sql.execute(app, "set lock_timeout = '5s'");
            record(app, "alice", null, null, null);
            other.commit();
        }

        assertThat(Sql.list(app, String.class, "select action from silversmith.audit_event order by seq"))
                .containsExactly("catalog.import", "run.request");
    }

    @Test
    void what_a_session_puts_in_the_way_of_a_name_is_not_used() throws Exception {
        Sql.execute(app, """
                create temp table audit_head (like silversmith.audit_head);
                create temp table audit_event (like silversmith.audit_event);
                create temp table transformation_procedure (id uuid, schema_name text, procedure_name text);
                create domain pg_temp.jsonb as pg_catalog.jsonb check (false);
                create domain pg_temp.text as pg_catalog.text check (false);
                create function pg_temp.sha256(pg_catalog.bytea) returns pg_catalog.bytea language sql as $$ select 'forged'::pg_catalog.bytea $$;
                create function pg_temp.clock_timestamp() returns timestamptz language sql as $$ select timestamptz '2020-01-01' $$;
                set search_path = pg_temp, pg_catalog
                """);

        RunRow.anIncrementalRun().insert(app);
        Sql.execute(app, "select silversmith.record_audit('alice', 'a', 'b', 'c', null, null, null)");

        assertThat(Sql.list(superuser, String.class, "select action from silversmith.audit_event order by seq"))
                .containsExactly("run.request", "a");
        assertThat(Sql.one(app, Long.class, "select count(*) from pg_temp.audit_event"))
                .isZero();
        assertThat(problems(app)).isEmpty();
    }

    private static long record(Connection connection, String actor, String reason, String before, String after)
            throws SQLException {
        return Sql.one(
                connection,
                Long.class,
                "select silversmith.record_audit(?, 'catalog.import', 'procedure', 'silver.load', ?, ?::jsonb, ?::jsonb)",
                actor,
                reason,
                before,
                after);
    }

    private static List<Fault> problems(Connection connection) throws SQLException {
        return AuditCheck.verify(connection, Optional.empty()).problems();
    }
}
