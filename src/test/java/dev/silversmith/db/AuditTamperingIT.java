package dev.silversmith.db;

import static dev.silversmith.db.SqlState.INSUFFICIENT_PRIVILEGE;
import static dev.silversmith.db.SqlState.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.app.port.AuditVerification.Fault;
import dev.silversmith.app.port.AuditVerification.Link;
import dev.silversmith.app.port.AuditVerification.Verdict;
import dev.silversmith.pg.AuditCheck;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever bends the trail is refused, or found by its verification. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditTamperingIT {

    private static final int EVENTS = 5;

    /** A new row that says what its maker likes; %s are its number, id, time, and hash of the event before. */
    private static final String FORGE = """
            insert into silversmith.audit_event
            select %2$s, %1$s, %3$s, 'bob', 'run.approve', 'run', '1', null, null, null, %4$s,
                   sha256(%4$s || convert_to(jsonb_build_array(%1$s, %2$s, (extract(epoch from %3$s) * 1000000)::bigint, 'bob',
                                                               'run.approve', 'run', '1', null, null, null)::text, 'UTF8'))
            """;

    private static final String SOME_ID = "uuid '00000000-0000-7000-8000-000000000001'";

    private static final String LAST_HASH = "(select hash from silversmith.audit_head)";

    /** What an owner could do who knows how the chain is made: everything after an edit is computed anew, and the head, too. */
    private static final String REWRITE = """
            do $$
            declare
              e  silversmith.audit_event%rowtype;
              h  bytea := sha256('silversmith');
            begin
              for e in select * from silversmith.audit_event order by seq loop
                update silversmith.audit_event
                   set previous_hash = h,
                       hash = sha256(h || convert_to(jsonb_build_array(e.seq, e.id, (extract(epoch from e.at) * 1000000)::bigint, e.actor,
                                e.action, e.object_type, e.object_id, e.reason, e.before, e.after)::text, 'UTF8'))
                 where seq = e.seq
                returning hash into h;
              end loop;
              update silversmith.audit_head set seq = (select count(*) from silversmith.audit_event), hash = h;
            end $$
            """;

    private TestDatabase database;
    private Connection app;
    private Connection superuser;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("tampering");
        app = database.asApp();
        superuser = database.asSuperuser();
    }

    @BeforeEach
    void beginTrail() throws SQLException {
        Sql.execute(superuser, "reset session_replication_role");
        for (int i = 1; i <= EVENTS; i++) {
            Sql.rows(app, """
                    select silversmith.record_audit('alice', 'run.request', 'run', '%d', 'why', '{"enabled": false}', '{"enabled": true}')
                    """.formatted(i));
        }
    }

    @AfterEach
    void forgetTrail() throws SQLException {
        pastTheTriggers("""
                delete from silversmith.audit_event;
                delete from silversmith.audit_head;
                insert into silversmith.audit_head (id, seq, hash) values (gen_random_uuid(), 0, sha256('silversmith'))
                """);
    }

    @AfterAll
    void disconnect() throws SQLException {
        app.close();
        superuser.close();
    }

    static Stream<String> statements() {
        return Stream.of(
                "update silversmith.audit_event set actor = 'bob'",
                "update silversmith.audit_event set seq = -seq",
                "delete from silversmith.audit_event where seq = 5",
                "truncate silversmith.audit_event",
                "insert into silversmith.audit_event select * from silversmith.audit_event on conflict (id) do update set actor = 'bob'",
                "merge into silversmith.audit_event e using (values (5)) v (seq) on e.seq = v.seq when matched then delete");
    }

    static Stream<Arguments> statementsOfLogins() {
        Stream<String> more = Stream.of(
                forge("6", "gen_random_uuid()", "now()", "'\\x00'::bytea"),
                forge(
                        "6",
                        "'00000000-0000-7000-8000-000000000001'::uuid",
                        "timestamptz '2020-01-01'",
                        "'\\x00'::bytea"),
                "update silversmith.audit_head set seq = 0",
                "delete from silversmith.audit_head",
                "insert into silversmith.audit_head values (gen_random_uuid(), false, 0, '\\x00')",
                "alter table silversmith.audit_event disable trigger all",
                "drop trigger audit_event_append_only on silversmith.audit_event",
                "drop table silversmith.audit_event",
                "alter table silversmith.transformation_run disable trigger all",
                "set session_replication_role = replica",
                "select silversmith.audit_run()",
                "create or replace function silversmith.record_audit(text, text, text, text, text, jsonb, jsonb) returns bigint"
                        + " language sql as 'select 1::bigint'");
        return Stream.concat(statements(), more)
                .flatMap(statement -> Stream.of(TestDatabase.APP, TestDatabase.WAREHOUSE, "silversmith_reader")
                        .map(login -> Arguments.of(login, statement)));
    }

    @ParameterizedTest
    @MethodSource("statementsOfLogins")
    void no_login_of_the_product_can_change_the_trail(String login, String statement) throws Exception {
        // The reader has no password of its own: who has been granted it takes its rights.
        boolean role = login.equals("silversmith_reader");
        try (Connection connection = role ? readerSession() : database.as(login)) {
            assertThatThrownBy(() -> Sql.execute(connection, statement)).satisfies(state(INSUFFICIENT_PRIVILEGE));
        }
        assertThat(check().problems()).isEmpty();
    }

    private Connection readerSession() throws SQLException {
        Sql.execute(superuser, """
                do $$ begin
                  if to_regrole('reader_of_tests') is null then
                    create role reader_of_tests login password 'reader_of_tests';
                    grant silversmith_reader to reader_of_tests;
                  end if;
                end $$
                """);
        return java.sql.DriverManager.getConnection(database.url(), "reader_of_tests", "reader_of_tests");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select silversmith.record_audit('alice', 'run.approve', 'run', '1', null, null, null)",
                "select silversmith.record_audits(array['alice'], array['run.approve'], array['run'], array['1'], array['x'], array['1']::jsonb[], array['1']::jsonb[])",
                "select silversmith.audit_system('s1')",
            })
    void only_the_control_login_can_record(String statement) throws Exception {
        try (Connection warehouse = database.asWarehouse();
                Connection reader = readerSession()) {
            for (Connection connection : List.of(warehouse, reader)) {
                assertThatThrownBy(() -> Sql.execute(connection, statement)).satisfies(state(INSUFFICIENT_PRIVILEGE));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void the_owner_cannot_change_the_trail_by_mistake(String statement) throws Exception {
        try (Connection owner = owner()) {
            assertThatThrownBy(() -> Sql.execute(owner, statement)).hasMessageContaining("append only");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update silversmith.audit_event set id = gen_random_uuid() where seq = 3",
                "update silversmith.audit_event set at = at + interval '1 microsecond' where seq = 3",
                "update silversmith.audit_event set at = 'infinity' where seq = 3",
                "update silversmith.audit_event set actor = 'bob' where seq = 3",
                "update silversmith.audit_event set action = 'run.cancel' where seq = 3",
                "update silversmith.audit_event set object_type = 'watermark' where seq = 3",
                "update silversmith.audit_event set object_id = '4' where seq = 3",
                "update silversmith.audit_event set reason = null where seq = 3",
                "update silversmith.audit_event set before = null where seq = 3",
                "update silversmith.audit_event set after = '{\"enabled\": 1}' where seq = 3",
                "update silversmith.audit_event set before = after, after = before where seq = 3",
                "update silversmith.audit_event set hash = sha256(hash) where seq = 3",
                "update silversmith.audit_event set previous_hash = sha256(hash) where seq = 3",
            })
    void an_edited_row_is_found(String edit) throws Exception {
        assertFound(edit, 3);
    }

    /** In the array that is hashed it looks the same as none. */
    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void a_json_null_is_recorded_as_no_state_and_found_where_somebody_put_it(String state) throws Exception {
        Sql.rows(app, "select silversmith.record_audit('alice', 'run.request', 'run', '6', null, 'null', 'null')");

        assertThat(check().verified()).isTrue();
        assertFound("update silversmith.audit_event set %s = 'null' where seq = 6".formatted(state), 6);
    }

    @Test
    void an_edited_row_whose_own_hash_was_computed_anew_is_found_by_the_next_one() throws Exception {
        assertFound("""
                update silversmith.audit_event set actor = 'bob' where seq = 3;
                update silversmith.audit_event
                   set hash = sha256(previous_hash || convert_to(jsonb_build_array(
                         seq, id, (extract(epoch from at) * 1000000)::bigint, actor, action, object_type, object_id, reason, before,
                         after)::text, 'UTF8'))
                 where seq = 3
                """, 4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update silversmith.audit_event set seq = seq + 100 where seq in (2, 3);"
                        + " update silversmith.audit_event set seq = 105 - seq where seq in (102, 103)",
                "create temp table e as select * from silversmith.audit_event;"
                        + " update silversmith.audit_event t set hash = e.hash || '\\x00' from e where e.seq = 5 - t.seq and t.seq in (2, 3);"
                        + " update silversmith.audit_event t set actor = e.actor, object_id = e.object_id, at = e.at, hash = e.hash"
                        + " from e where e.seq = 5 - t.seq and t.seq in (2, 3)",
            })
    void two_rows_that_changed_places_are_found(String swap) throws Exception {
        assertFound(swap, 2);
    }

    @Test
    void a_row_that_was_removed_is_found() throws Exception {
        assertFound("delete from silversmith.audit_event where seq = 3", 3);
    }

    @Test
    void a_first_row_that_was_removed_is_found() throws Exception {
        assertFound("delete from silversmith.audit_event where seq = 1", 1);
    }

    @Test
    void a_removed_row_whose_gap_was_closed_is_found() throws Exception {
        assertFound(
                "delete from silversmith.audit_event where seq = 3; update silversmith.audit_event set seq = seq - 1 where seq = 4;"
                        + " update silversmith.audit_event set seq = seq - 1 where seq = 5;"
                        + " update silversmith.audit_head set seq = 4",
                3);
    }

    @Test
    void a_tail_that_was_cut_is_found_by_the_head() throws Exception {
        assertFound("delete from silversmith.audit_event where seq > 3", 3);
    }

    @Test
    void a_trail_that_was_deleted_is_found_by_the_head() throws Exception {
        assertFound("delete from silversmith.audit_event", 0);
        assertThat(check().events()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update silversmith.audit_head set seq = 4",
                "update silversmith.audit_head set hash = sha256(hash)",
                "delete from silversmith.audit_head",
                "alter table silversmith.audit_head drop constraint audit_head_singleton_check;"
                        + " insert into silversmith.audit_head values (gen_random_uuid(), false, 5, '\\x00')",
            })
    void a_head_that_was_changed_is_found(String change) throws Exception {
        assertFound(change, EVENTS);
    }

    @Test
    void a_row_that_was_added_without_the_head_is_found() throws Exception {
        assertFound(forge("6", SOME_ID, "now()", LAST_HASH), 6);
    }

    @Test
    void a_row_that_was_put_between_others_is_found() throws Exception {
        assertFound(
                "update silversmith.audit_event set seq = seq + 100 where seq >= 3;"
                        + " update silversmith.audit_event set seq = seq - 99 where seq > 100; update silversmith.audit_head set seq = 6;"
                        + forge("3", SOME_ID, "now()", "(select hash from silversmith.audit_event where seq = 2)"),
                4);
    }

    @Test
    void a_row_with_a_number_that_no_event_has_is_found() throws Exception {
        assertFound(
                "alter table silversmith.audit_event drop constraint audit_event_seq_check;"
                        + forge("0", SOME_ID, "now()", "sha256('silversmith')"),
                0);
    }

    @Test
    void a_row_that_the_owner_changed_with_disabled_triggers_is_found() throws Exception {
        try (Connection owner = owner()) {
            Sql.execute(owner, "alter table silversmith.audit_event disable trigger all");
            Sql.execute(owner, "update silversmith.audit_event set actor = 'bob' where seq = 2");
            Sql.execute(owner, "alter table silversmith.audit_event enable trigger all");
        }

        assertThat(check().problems()).extracting(Fault::seq).containsExactly(2L);
    }

    /** With an operator that fits better than PostgreSQL's own, and takes back the edit. */
    @Test
    void functions_and_operators_that_the_owner_replaced_do_not_hide_an_edit() throws Exception {
        try (Connection owner = owner()) {
            Sql.execute(owner, """
                    create function silversmith.trunc(numeric) returns numeric language sql as 'select 1.0';
                    create function silversmith.times(numeric, integer) returns numeric language sql as $$
                      select pg_catalog.numeric_mul(case when $1 > extract(epoch from now()) + 3600 then $1 - 86400 else $1 end, $2::numeric)
                    $$;
                    create operator silversmith.* (leftarg = numeric, rightarg = integer, function = silversmith.times)
                    """);
            Sql.execute(owner, "alter table silversmith.audit_event disable trigger all");
            Sql.execute(owner, "update silversmith.audit_event set at = at + interval '1 day' where seq = 2");
        }
        Sql.execute(app, "set search_path = silversmith, pg_catalog");

        List<Fault> problems = AuditCheck.verify(app, Optional.empty()).problems();

        Sql.execute(app, "reset search_path");
        Sql.execute(
                superuser,
                "drop function silversmith.trunc(numeric); drop function silversmith.times(numeric, integer) cascade");
        Sql.execute(superuser, "alter table silversmith.audit_event enable trigger all");
        assertThat(problems).extracting(Fault::seq).containsExactly(2L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from silversmith.audit_event where seq > 3; update silversmith.audit_head h set seq = 3, hash = e.hash"
                        + " from silversmith.audit_event e where e.seq = 3",
                "delete from silversmith.audit_event; update silversmith.audit_head set seq = 0, hash = sha256('silversmith')",
                "update silversmith.audit_event set actor = 'bob' where seq = 2; $rewrite",
                "delete from silversmith.audit_event where seq = 3; update silversmith.audit_event set seq = seq - 1 where seq > 3; $rewrite",
            })
    void a_trail_that_was_written_anew_with_its_head_is_found_by_an_anchor_outside(String change) throws Exception {
        Link anchor = check().head();
        assertThat(AuditCheck.verify(superuser, Optional.of(anchor)).problems()).isEmpty();

        pastTheTriggers(change.replace("$rewrite", REWRITE));

        assertThat(check().problems()).as("by itself it fits").isEmpty();
        assertThat(AuditCheck.verify(superuser, Optional.of(anchor)).problems())
                .extracting(Fault::seq)
                .containsExactly(anchor.seq());
    }

    @Test
    void an_anchor_of_long_ago_is_found_in_a_trail_that_has_grown() throws Exception {
        Link anchor = check().head();
        Sql.rows(app, "select silversmith.record_audit('alice', 'run.request', 'run', '6', null, null, null)");

        assertThat(AuditCheck.verify(superuser, Optional.of(anchor)).problems()).isEmpty();
        assertThat(AuditCheck.verify(superuser, Optional.of(new Link(0, "0".repeat(64))))
                        .problems())
                .extracting(Fault::seq)
                .containsExactly(0L);
    }

    @Test
    void of_many_problems_the_first_twenty_are_told() throws Exception {
        for (int i = 0; i < 20; i++) {
            Sql.rows(app, "select silversmith.record_audit('alice', 'run.request', 'run', '6', null, null, null)");
        }
        pastTheTriggers("update silversmith.audit_event set actor = 'bob'");

        Verdict verdict = check();

        assertThat(verdict.verified()).isFalse();
        assertThat(verdict.events()).isEqualTo(25);
        assertThat(verdict.problems())
                .hasSize(20)
                .extracting(Fault::seq)
                .startsWith(1L, 2L)
                .endsWith(20L);
    }

    @Test
    void the_session_that_checked_is_as_it_was() throws Exception {
        AuditCheck.verify(app, Optional.empty());

        assertThat(app.getAutoCommit()).isTrue();
        assertThat(Sql.one(app, String.class, "show transaction_isolation")).isEqualTo("read committed");
        assertThat(Sql.one(app, String.class, "show transaction_read_only")).isEqualTo("off");
        assertThat(Sql.one(app, String.class, "show search_path")).contains("public");
    }

    private void assertFound(String change, long seq) throws SQLException {
        pastTheTriggers(change);

        Verdict verdict = check();
        assertThat(verdict.verified()).isFalse();
        assertThat(verdict.problems()).extracting(Fault::seq).first().isEqualTo(seq);
    }

    private void pastTheTriggers(String change) throws SQLException {
        Sql.execute(superuser, "set session_replication_role = replica");
        Sql.execute(superuser, change);
    }

    private Verdict check() throws SQLException {
        return AuditCheck.verify(superuser, Optional.empty());
    }

    private Connection owner() throws SQLException {
        Connection owner = database.asMigrate();
        Sql.execute(owner, "set role silversmith_owner");
        return owner;
    }

    private static String forge(String seq, String id, String at, String previousHash) {
        return FORGE.formatted(seq, id, at, previousHash);
    }
}
