package dev.silversmith.db;

import static dev.silversmith.db.RunRow.anApprovedFullRun;
import static dev.silversmith.db.SqlState.CHECK_VIOLATION;
import static dev.silversmith.db.SqlState.GUARDED;
import static dev.silversmith.db.SqlState.INSUFFICIENT_PRIVILEGE;
import static dev.silversmith.db.SqlState.SAME_PERSON;
import static dev.silversmith.db.SqlState.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.core.run.Person;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Past every service: what the database itself lets nobody do to a full run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalGuardIT {

    private static final String INSERT = """
            insert into silversmith.transformation_run
              (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, confirmed, reason,
               plan, plan_fingerprint, job_xml)
            values (?, ?, 'f', ?, 'per_procedure', ?, 4, ?, ?, ?, ?::jsonb, 'p1', '<job/>')
            """;

    private static final String PLAN = "{\"mode\": \"full\", \"fingerprint\": \"p1\"}";

    private TestDatabase database;
    private Connection app;
    private Connection owner;
    private Connection table;

    @BeforeAll
    void connect() {
        database = TestDatabase.fresh("approval");
        app = database.asApp();
        owner = database.asSuperuser();
        table = database.pastTriggers();
    }

    @AfterAll
    void disconnect() throws SQLException {
        app.close();
        owner.close();
        table.close();
    }

    private UUID requested(String by) throws SQLException {
        UUID id = Ledger.newId();
        Sql.update(app, INSERT, id, id.toString(), "full", "pending_approval", by, true, "after a correction", PLAN);
        return id;
    }

    private boolean decide(Connection as, UUID run, String actor, String decision, String reason) throws SQLException {
        return Sql.one(
                as, Boolean.class, "select silversmith.decide_run(?, ?, ?, ?, 'p1')", run, actor, decision, reason);
    }

    private UUID approved() throws SQLException {
        UUID run = requested("alice");
        assertThat(decide(app, run, "bob", "approve", null)).isTrue();
        return run;
    }

    private Map<String, Object> row(UUID run) throws SQLException {
        return Sql.row(owner, "select r.* from silversmith.transformation_run r where r.id = ?", run);
    }

    private void change(Connection as, UUID run, String set) throws SQLException {
        Sql.update(as, "update silversmith.transformation_run set " + set + " where id = ?", run);
    }

    private void refused(Connection as, UUID run, String set, String... states) throws SQLException {
        Map<String, Object> before = row(run);
        assertThatThrownBy(() -> change(as, run, set)).as(set).satisfies(state(states));
        assertThat(row(run)).isEqualTo(before);
    }

    static Stream<Object[]> pairs() {
        return Arrays.stream(RunStatus.values())
                .flatMap(from -> Arrays.stream(RunStatus.values()).map(to -> new Object[] {from, to}));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void the_database_and_the_engine_allow_the_same_changes(RunStatus from, RunStatus to) throws Exception {
        assertThat(Sql.one(owner, Boolean.class, "select silversmith.run_may_become(?, ?)", from.word(), to.word()))
                .isEqualTo(from.mayBecome(to));
    }

    /** Every one that is not allowed, tried on a row that has all that its new status demands. */
    @ParameterizedTest
    @MethodSource("pairs")
    void no_login_changes_a_run_as_the_engine_may_not(RunStatus from, RunStatus to) throws Exception {
        if (from == to || from.mayBecome(to)) {
            return;
        }
        UUID run = anApprovedFullRun()
                .with("expires_at", "tomorrow")
                .in(from.word())
                .insert(table);
        String set = "status = '%s', started_at = now(), finished_at = %s"
                .formatted(to.word(), to.isFinal() ? "now()" : "null");

        refused(app, run, set, GUARDED);
        refused(owner, run, set, GUARDED);
    }

    @Test
    void a_full_run_begins_pending_with_an_expiry_of_the_databases_own() throws Exception {
        UUID run = requested("alice");

        assertThat(row(run)).containsEntry("approval_asked_by", "alice").containsEntry("status", "pending_approval");
        assertThat(Sql.one(
                        owner,
                        Boolean.class,
                        "select expires_at between now() + interval '71 hours' and now() + interval '73 hours'"
                                + " from silversmith.transformation_run where id = ?",
                        run))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "running", "succeeded", "failed", "rejected", "expired", "cancelled"})
    void a_full_run_cannot_be_inserted_past_its_approval(String status) {
        for (Connection login : List.of(app, owner)) {
            UUID id = Ledger.newId();
            assertThatThrownBy(() -> Sql.update(
                            login,
                            INSERT,
                            id,
                            id.toString(),
                            "full",
                            status,
                            "alice",
                            true,
                            "after a correction",
                            PLAN))
                    .satisfies(state(GUARDED));
        }
    }

    @Test
    void a_full_run_cannot_be_inserted_unconfirmed_or_without_a_reason() {
        UUID id = Ledger.newId();
        assertThatThrownBy(() -> Sql.update(
                        app, INSERT, id, id.toString(), "full", "pending_approval", "a", false, "long enough", PLAN))
                .satisfies(state(GUARDED));
        for (String reason : new String[] {null, "", "too short", "   nine char   "}) {
            assertThatThrownBy(() -> Sql.update(
                            app, INSERT, id, id.toString(), "full", "pending_approval", "a", true, reason, PLAN))
                    .as("'%s'", reason)
                    .satisfies(state(GUARDED));
        }
    }

    @Test
    void an_incremental_run_cannot_have_a_full_plan_and_needs_no_approval() {
        UUID id = Ledger.newId();
        assertThatThrownBy(() ->
                        Sql.update(app, INSERT, id, id.toString(), "incremental", "queued", "alice", true, null, PLAN))
                .satisfies(state(GUARDED));
        assertThatThrownBy(() -> Sql.update(
                        app, INSERT, id, id.toString(), "incremental", "pending_approval", "alice", true, null, null))
                .satisfies(state(GUARDED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "approver",
                "decision",
                "decided_at",
                "decision_reason",
                "approved_fingerprint",
                "approval_asked_by",
                "expires_at",
                "imported",
                "requested_at"
            })
    void the_control_login_cannot_insert_what_is_not_a_requesters_to_say(String column) {
        UUID id = Ledger.newId();
        String value = column.endsWith("_at") ? "now()" : column.equals("imported") ? "true" : "'x'";
        assertThatThrownBy(() -> Sql.update(
                        app,
                        "insert into silversmith.transformation_run (id, idempotency_key, request_fingerprint, mode, transaction_scope,"
                                + " status, max_parallel, requested_by, " + column
                                + ") values (?, ?, 'f', 'full', 'per_procedure',"
                                + " 'pending_approval', 1, 'alice', " + value + ")",
                        id,
                        id.toString()))
                .satisfies(state(INSUFFICIENT_PRIVILEGE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "approver = 'bob'",
                "decision = 'approve'",
                "decided_at = now()",
                "decision_reason = 'fine'",
                "approved_fingerprint = 'p1'",
                "approval_asked_by = 'carol'",
                "expires_at = 'infinity'",
                "requested_by = 'carol'",
                "requested_at = now()",
                "confirmed = false",
                "reason = 'another reason'",
                "mode = 'incremental'",
                "imported = true",
                "id = gen_random_uuid()",
                "idempotency_key = 'another'",
                "request_fingerprint = 'g'",
                "transaction_scope = 'per_group'",
                "selection = 'tag:all'",
                "exclusion = 'tag:none'",
                "parameters = '{\"s.p\": {\"x\": 1}}'",
                "max_parallel = 256",
                "on_failure = 'stop'",
                "on_overlap = 'reject'",
                "timeout_ms = 1",
                "dry_run = true",
                "business_date = now()",
                "time_zone = 'Asia/Tokyo'",
                "trigger = 'import'"
            })
    void nothing_of_the_request_or_the_decision_can_be_set_by_hand(String set) throws Exception {
        for (UUID run : List.of(requested("alice"), approved())) {
            refused(app, run, set, INSUFFICIENT_PRIVILEGE);
            if (!set.equals("approver = 'bob'")
                    && !set.equals("decision = 'approve'")
                    && !set.equals("approved_fingerprint = 'p1'")) {
                refused(owner, run, set, GUARDED);
            }
        }
        refused(owner, requested("alice"), "approver = 'bob'", GUARDED);
        refused(owner, approved(), "approver = 'carol', decided_at = now()", GUARDED);
        refused(owner, approved(), "decision = 'reject'", GUARDED);
        refused(owner, approved(), "approved_fingerprint = 'p2'", GUARDED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan = '{\"mode\": \"full\", \"fingerprint\": \"p1\", \"stages\": []}'",
                "plan = null",
                "plan_fingerprint = 'p2'",
                "job_xml = '<job id=\"another\"/>'"
            })
    void the_plan_cannot_be_swapped_before_or_after_its_approval(String set) throws Exception {
        for (UUID run : List.of(requested("alice"), approved())) {
            refused(app, run, set, GUARDED, INSUFFICIENT_PRIVILEGE);
            refused(owner, run, set, GUARDED);
        }
    }

    @Test
    void a_resumed_run_cannot_get_another_plan_under_the_fingerprint_that_was_approved() throws Exception {
        UUID run = approved();
        change(app, run, "status = 'running', started_at = now()");
        change(app, run, "status = 'failed', finished_at = now()");
        String resume = "status = 'queued', finished_at = null, resumed_by = 'dan', resumed_at = now()";

        refused(app, run, resume + ", plan = '{\"mode\": \"full\", \"fingerprint\": \"p1\", \"stages\": []}'", GUARDED);
        refused(
                app,
                run,
                resume + ", plan_fingerprint = 'p2', plan = '{\"mode\": \"full\", \"fingerprint\": \"p2\"}'",
                CHECK_VIOLATION);

        change(app, run, resume);
        assertThat(row(run)).containsEntry("status", "queued").containsEntry("approver", "bob");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update silversmith.transformation_step set status = 'pending' where id = ?",
                "update silversmith.transformation_step set procedure_id = gen_random_uuid() where id = ?",
                "update silversmith.transformation_step set run_id = gen_random_uuid() where id = ?",
                "delete from silversmith.transformation_step where id = ?",
            })
    void what_an_approved_run_has_done_cannot_be_made_undone(String statement) throws Exception {
        Ledger ledger = new Ledger(owner);
        UUID step = ledger.pendingStep(ledger.runningRun(), ledger.procedure(), 1);
        Sql.update(
                owner,
                "update silversmith.transformation_step set status = 'succeeded', started_at = now(), finished_at = now() where id = ?",
                step);

        assertThatThrownBy(() -> Sql.update(app, statement, step)).satisfies(state(GUARDED, INSUFFICIENT_PRIVILEGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ", resumed_by = null", ", resumed_by = ' '"})
    void nobody_is_nobody_who_resumes(String by) throws Exception {
        UUID run = approved();
        change(app, run, "status = 'running', started_at = now()");
        change(app, run, "status = 'failed', finished_at = now()");

        refused(app, run, "status = 'queued', finished_at = null" + by, GUARDED);
    }

    @Test
    void the_batch_job_of_a_run_stays_when_it_is_resumed() throws Exception {
        UUID run = approved();
        change(app, run, "status = 'cancelled', finished_at = now()");

        refused(
                owner,
                run,
                "status = 'pending_approval', resumed_by = 'dan', finished_at = null, job_xml = '<job id=\"another\"/>'",
                GUARDED);
    }

    @Test
    void an_incremental_run_does_not_get_a_full_plan_when_it_is_resumed() throws Exception {
        UUID run = Ledger.newId();
        String incremental = "{\"mode\": \"incremental\", \"fingerprint\": \"p1\"}";
        Sql.update(app, INSERT, run, run.toString(), "incremental", "queued", "alice", false, null, incremental);
        change(app, run, "status = 'cancelled', finished_at = now()");
        String resume =
                "status = 'queued', finished_at = null, resumed_by = 'dan', resumed_at = now(), plan_fingerprint = 'p2'";

        refused(app, run, resume + ", plan = '{\"mode\": \"full\", \"fingerprint\": \"p2\"}'", GUARDED);
        refused(app, run, resume + ", plan = '{\"fingerprint\": \"p2\"}'", GUARDED);

        change(app, run, resume + ", plan = '{\"mode\": \"incremental\", \"fingerprint\": \"p2\"}'");
    }

    @Test
    void a_resumed_run_that_wants_a_new_approval_has_lost_the_old_one() throws Exception {
        UUID run = approved();
        change(app, run, "status = 'cancelled', finished_at = now()");
        change(
                app,
                run,
                "status = 'pending_approval', resumed_by = 'dan', resumed_at = now(), plan_fingerprint = 'p2',"
                        + " plan = '{\"mode\": \"full\", \"fingerprint\": \"p2\"}'");

        assertThat(row(run))
                .containsEntry("approval_asked_by", "dan")
                .containsEntry("approver", null)
                .containsEntry("decision", null)
                .containsEntry("decided_at", null)
                .containsEntry("approved_fingerprint", null)
                .containsEntry("finished_at", null);
        for (String same : List.of("dan", "DAN ", "alice")) {
            assertThatThrownBy(() -> Sql.one(
                            app,
                            Boolean.class,
                            "select silversmith.decide_run(?, ?, 'approve', null, 'p2')",
                            run,
                            same))
                    .satisfies(state(SAME_PERSON));
        }
        assertThat(Sql.one(app, Boolean.class, "select silversmith.decide_run(?, 'bob', 'approve', null, 'p2')", run))
                .isTrue();
    }

    @Test
    void a_withdrawn_request_cannot_be_queued_without_an_approval() throws Exception {
        UUID run = requested("alice");
        change(app, run, "status = 'cancelled', finished_at = now()");

        refused(
                app,
                run,
                "status = 'queued', finished_at = null, resumed_by = 'x', resumed_at = now()",
                CHECK_VIOLATION,
                GUARDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"resumed_by = 'carol'", "resumed_at = now()", "resume_reason = 'another one'"})
    void nobody_has_resumed_a_run_but_by_resuming_it(String set) throws Exception {
        for (UUID run : List.of(requested("alice"), approved())) {
            refused(app, run, set, GUARDED, INSUFFICIENT_PRIVILEGE);
            refused(owner, run, set, GUARDED);
        }
    }

    static Stream<Object[]> people() {
        return Stream.of(
                        "alice",
                        "ALICE",
                        "Alice",
                        "alice ",
                        "\talice\u00a0",
                        "\uff41\uff4c\uff49\uff43\uff45",
                        "\u24d0lice",
                        "al\u0131ce",
                        "AL\u0130CE",
                        "ali\u200bce",
                        "al\u00adice\ufeff",
                        "",
                        " ",
                        "\u3000")
                .flatMap(name -> Stream.of("approve", "reject").map(decision -> new Object[] {name, decision}));
    }

    @ParameterizedTest
    @MethodSource("people")
    void who_asked_cannot_decide_by_whatever_way_and_spelling(String actor, String decision) throws Exception {
        UUID run = requested("alice");
        Map<String, Object> before = row(run);
        for (Connection login : List.of(app, owner)) {
            assertThatThrownBy(() -> decide(login, run, actor, decision, "no second person"))
                    .satisfies(state(SAME_PERSON));
        }
        String set = "status = '%s', decision = '%s', approver = '%s', approved_fingerprint = 'p1', finished_at = %s"
                .formatted(
                        decision.equals("approve") ? "queued" : "rejected",
                        decision,
                        actor,
                        decision.equals("approve") ? "null" : "now()");
        refused(app, run, set, INSUFFICIENT_PRIVILEGE);
        refused(owner, run, set, SAME_PERSON);
        refused(app, run, "status = 'queued'", GUARDED);
        refused(app, run, "status = 'rejected', finished_at = now()", GUARDED);
        assertThat(row(run)).isEqualTo(before);
        assertThat(Person.isNobody(actor) || Person.same(actor, "alice"))
                .as("as the service has it")
                .isTrue();
    }

    @Test
    void a_decomposed_name_is_the_same_person() throws Exception {
        UUID run = requested("J\u00fcrgen");

        assertThatThrownBy(() -> decide(app, run, "JU\u0308RGEN", "approve", null))
                .satisfies(state(SAME_PERSON));
        assertThat(decide(app, run, "bob", "approve", null)).isTrue();
    }

    @Test
    void one_decision_is_made_once_and_about_the_plan_that_was_shown() throws Exception {
        UUID run = requested("alice");

        assertThatThrownBy(() -> Sql.one(
                        app, Boolean.class, "select silversmith.decide_run(?, 'bob', 'approve', null, 'p2')", run))
                .satisfies(state(GUARDED));
        assertThatThrownBy(() -> decide(app, run, "bob", "reject", "too short")).satisfies(state(GUARDED));
        assertThatThrownBy(() -> decide(app, run, "bob", "Approve", null)).satisfies(state(GUARDED));
        assertThatThrownBy(() -> decide(app, run, "bob", null, null)).satisfies(state(GUARDED));
        assertThat(decide(app, run, "bob", "reject", "it is month's end")).isTrue();
        assertThat(row(run))
                .containsEntry("status", "rejected")
                .containsEntry("approver", "bob")
                .containsEntry("decision_reason", "it is month's end");
        assertThatThrownBy(() -> decide(app, run, "carol", "approve", null)).satisfies(state(GUARDED));
    }

    @Test
    void an_approval_renews_the_time_and_nothing_starts_once_that_is_up() throws Exception {
        UUID run = approved();
        assertThat(Sql.one(
                        owner,
                        Boolean.class,
                        "select expires_at = decided_at + interval '72 hours' from silversmith.transformation_run where id = ?",
                        run))
                .isTrue();
        refused(app, run, "status = 'expired', finished_at = now()", GUARDED);

        change(table, run, "expires_at = clock_timestamp()");

        refused(app, run, "status = 'running', started_at = now()", GUARDED);
        refused(owner, run, "status = 'running', started_at = now()", GUARDED);
        change(app, run, "status = 'expired', finished_at = now()");
    }

    @Test
    void a_request_whose_time_is_up_cannot_be_decided() throws Exception {
        UUID run = requested("alice");
        change(table, run, "expires_at = clock_timestamp()");

        assertThat(decide(app, run, "bob", "approve", null)).isFalse();
        assertThat(row(run)).containsEntry("status", "pending_approval").containsEntry("approver", null);
        refused(
                owner,
                run,
                "status = 'queued', decision = 'approve', approver = 'bob', approved_fingerprint = 'p1'",
                GUARDED);
    }

    @Test
    void the_limits_are_not_the_control_logins_to_set() {
        assertThatThrownBy(() -> Sql.execute(app, "update silversmith.policy set approval_expiry_ms = 1"))
                .satisfies(state(INSUFFICIENT_PRIVILEGE));
        assertThatThrownBy(() -> Sql.execute(app, "alter table silversmith.transformation_run disable trigger all"))
                .satisfies(state(INSUFFICIENT_PRIVILEGE));
    }
}
