package dev.silversmith.db;

import static dev.silversmith.db.SqlState.INSUFFICIENT_PRIVILEGE;
import static dev.silversmith.db.SqlState.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant I9: audit rows are never changed or deleted, and the chain of hashes verifies. */
class AuditIT {

    private static final int WRITERS = 20;
    private static final int EVENTS_EACH = 10;

    /** Rows that do not follow from the one before; the head must be the last. */
    private static final String BROKEN = """
            with chain as (
              select e.*, lag(e.hash, 1, sha256('silversmith'::bytea)) over w as expected_previous, row_number() over w as expected_seq
                from silversmith.audit_event e window w as (order by e.seq)
            )
            select c.seq from chain c
             where c.seq <> c.expected_seq
                or c.previous_hash <> c.expected_previous
                or c.hash <> silversmith.audit_hash(c.previous_hash, c.seq, c.at, c.actor, c.action, c.object_type, c.object_id, c.reason,
                                                    c.before, c.after)
            union all
            select h.seq from silversmith.audit_head h
             where h.seq <> (select count(*) from chain)
                or h.hash <> coalesce((select c.hash from chain c order by c.seq desc limit 1), sha256('silversmith'::bytea))
            """;

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
        assertThat(broken(superuser)).isEmpty();
    }

    @Test
    void the_chain_verifies_for_the_control_login_in_any_time_zone() throws Exception {
        record(app, "alice", null, null, "{\"b\": 1, \"a\": [1.50, \"ü\", null]}");

        Sql.execute(app, "set time zone 'America/New_York'");

        assertThat(broken(app)).isEmpty();
    }

    @Test
    void twenty_concurrent_writers_make_one_chain_without_gaps_in_the_order_of_their_commits() throws Exception {
        CyclicBarrier start = new CyclicBarrier(WRITERS);
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<Void>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String actor = "writer " + i;
                writers.add(pool.submit(writer(start, actor)));
            }
            for (Future<Void> writer : writers) {
                writer.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }

        List<Map<String, Object>> events = Sql.rows(superuser, """
                select seq, at, pg_xact_commit_timestamp(xmin) as committed_at,
                       pg_xact_commit_timestamp(xmin) >= coalesce(lag(pg_xact_commit_timestamp(xmin)) over (order by seq), '-infinity')
                       as in_order
                  from silversmith.audit_event order by seq
                """);
        assertThat(events)
                .extracting(event -> event.get("seq"))
                .hasSize(WRITERS * EVENTS_EACH)
                .startsWith(1L)
                .endsWith((long) WRITERS * EVENTS_EACH);
        assertThat(events).allSatisfy(event -> assertThat(event).containsEntry("in_order", true));
        assertThat(broken(superuser)).isEmpty();
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
        assertThat(broken(superuser)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update silversmith.audit_event set actor = 'bob'",
                "delete from silversmith.audit_event",
                "truncate silversmith.audit_event",
                "insert into silversmith.audit_event select * from silversmith.audit_event",
                "update silversmith.audit_head set seq = 0",
                "delete from silversmith.audit_head",
                "alter table silversmith.audit_event disable trigger all",
            })
    void the_control_login_cannot_change_the_trail(String statement) throws Exception {
        record(app, "alice", null, null, null);

        assertThatThrownBy(() -> Sql.execute(app, statement)).satisfies(state(INSUFFICIENT_PRIVILEGE));
        assertThat(broken(superuser)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update silversmith.audit_event set actor = 'bob'",
                "delete from silversmith.audit_event",
                "truncate silversmith.audit_event",
                "insert into silversmith.audit_event select * from silversmith.audit_event on conflict (id) do update set actor = 'bob'",
            })
    void the_owner_cannot_change_the_trail_by_mistake(String statement) throws Exception {
        record(app, "alice", null, null, null);

        try (Connection owner = database.asMigrate()) {
            Sql.execute(owner, "set role silversmith_owner");
            assertThatThrownBy(() -> Sql.execute(owner, statement)).hasMessageContaining("append only");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update silversmith.audit_event set reason = 'another' where seq = 2",
                "update silversmith.audit_event set at = at + interval '1 microsecond' where seq = 2",
                "update silversmith.audit_event set after = '{\"enabled\": 1}' where seq = 2",
                "delete from silversmith.audit_event where seq = 1",
                "delete from silversmith.audit_event where seq = 2",
                "delete from silversmith.audit_event where seq = 3",
                "delete from silversmith.audit_event",
            })
    void a_change_past_the_triggers_breaks_the_chain(String change) throws Exception {
        for (int i = 0; i < 3; i++) {
            record(app, "alice", "why", null, "{\"enabled\": true}");
        }

        Sql.execute(superuser, "set session_replication_role = replica");
        Sql.execute(superuser, change);

        assertThat(broken(superuser)).isNotEmpty();
    }

    private Callable<Void> writer(CyclicBarrier start, String actor) {
        return () -> {
            try (Connection own = database.asApp()) {
                own.setAutoCommit(false);
                start.await(30, TimeUnit.SECONDS);
                for (int i = 0; i < EVENTS_EACH; i++) {
                    record(own, actor, "event " + i, null, null);
                    own.commit();
                }
            }
            return null;
        };
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

    private static List<Long> broken(Connection connection) throws SQLException {
        return Sql.list(connection, Long.class, BROKEN);
    }
}
