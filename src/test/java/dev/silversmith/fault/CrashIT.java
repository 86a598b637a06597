package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.CommitTrap;
import dev.silversmith.testing.fault.CommitTrap.Then;
import dev.silversmith.testing.fault.Oracle;
import dev.silversmith.testing.fault.TcpProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * One server is killed while each of its runs is at another point; the other server goes on with all of them.
 *
 * <p>What the dead server's units did is not told to the database: their connections are stalled before the kill, so that their sessions go
 * on until somebody ends them.
 */
@OwnServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {

    private static final String DEAD = "crash_a";
    private static final String ALIVE = "crash_b";

    /** What is cancelled goes on until the server is killed. */
    private static final String PATIENT = "<variable name=\"SILVERSMITH_CANCEL_GRACE_SECONDS\" value=\"300\"/>";

    private final List<Scene> scenes = new ArrayList<>();

    private TestDatabase database;
    private TcpProxy proxy;
    private LibertyProcess a;
    private LibertyProcess b;

    private Scene claimed;
    private Scene midCall;
    private Scene commitGoesThrough;
    private Scene commitIsCutShort;
    private Scene committed;
    private Scene successorWaits;
    private Scene lateClaim;
    private Scene refresh;
    private Scene cancelled;
    private Scene cancelledInCommit;
    private Scene accepted;
    private Scene approved;
    private Scene approvedLate;
    private Scene approvedNot;

    private Gate calls;
    private Gate beforeRefresh;
    private CompletableFuture<Void> refreshShut;
    private UUID orphan;
    private String keyOfAccepted;

    @BeforeAll
    void killTheServerOfAllScenes() throws Exception {
        database = TestDatabase.unmigrated("crash");
        proxy = TcpProxy.before(database);
        a = LibertyProcess.launch(DEAD, database, proxy.url(database), PATIENT).awaitReady();
        Gate commit = prepareCommitted();
        // The late claim's session is ended half a second after its client, so it comes first.
        List<Work> afterKill = List.of(
                prepareLateClaim(),
                prepareClaimed(),
                prepareMidCall(),
                prepareCommit(),
                prepareSuccessor(),
                prepareCancel(),
                prepareCancelInCommit(),
                prepareRefresh(),
                prepareCommitCutShort());
        for (Scene placed : scenes) {
            assertThat(placed.owner()).isEqualTo(DEAD);
        }
        approved = fullRun();
        approvedLate = fullRun();
        approvedNot = fullRun();
        b = LibertyProcess.launch(ALIVE, database).awaitReady();
        prepareApproved();
        prepareAccepted();
        CommitTrap approval = prepareApprovedNot();
        cancelThroughA(cancelled);
        cancelThroughA(cancelledInCommit);
        prepareApprovedLate();
        commitWithoutAnswer(commit);

        proxy.stall(TestDatabase.WAREHOUSE);
        a.kill();
        afterKill.get(0).run();
        approval.cut();
        approvedLate.beside().rollback();
        approvedLate.beside().setAutoCommit(true);
        for (Work work : afterKill.subList(1, afterKill.size())) {
            work.run();
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    @AfterAll
    void nothingIsViolatedAtTheEnd() throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            Awaitility.await("the end of all runs")
                    .atMost(Scene.LONG)
                    .until(() -> Sql.one(superuser, Long.class, """
                            select count(*)
                              from silversmith.transformation_run
                             where status in ('queued', 'running', 'cancelling')
                            """) == 0);
            // The network that kept the dead server's sessions comes to its end, and so do they.
            proxy.close();
            Awaitility.await("the end of the dead server's sessions")
                    .atMost(Scene.LONG)
                    .until(() -> Sql.one(superuser, Long.class, """
                            select count(*)
                              from pg_stat_activity
                             where usename = 'silversmith_warehouse' and datname = current_database()
                               and state like 'idle in transaction%'
                            """) == 0);
            assertThat(Oracle.of(database).violations()).isEmpty();
        } finally {
            for (Scene scene : scenes) {
                scene.close();
            }
            Scene.close(a, b);
            proxy.close();
        }
    }

    private Scene scene() throws SQLException {
        Scene scene = Scene.on(database, a);
        scenes.add(scene);
        return scene;
    }

    /** A parent that waits for its gate, and a child. */
    private Scene parentAndChild(Gate[] ofParent) throws SQLException {
        Scene scene = scene();
        ofParent[0] = scene.gate("parent");
        scene.warehouse()
                .procedure("parent", "other", List.of(), scene.pass("parent"))
                .procedure("child", "other", List.of("parent"), "");
        scene.start();
        ofParent[0].awaitWaiting(1);
        return scene;
    }

    private Work prepareClaimed() throws SQLException {
        Gate[] ofParent = new Gate[1];
        claimed = parentAndChild(ofParent);
        Gate ofChild = claimed.gateOfAttempt("child");
        ofParent[0].open();
        ofChild.awaitWaiting(1);
        return ofChild::open;
    }

    private Work prepareMidCall() throws SQLException {
        midCall = scene();
        calls = midCall.gate("call");
        midCall.warehouse().procedure("p", "other", List.of(), midCall.pass("call"));
        midCall.start();
        calls.awaitWaiting(1);
        orphan = midCall.step("p");
        return () -> {};
    }

    private Gate inCommit(Scene scene) throws SQLException {
        Gate gate = scene.gate("commit");
        scene.warehouse()
                .procedure("p", "other", List.of(), scene.passInCommit("commit"))
                .procedure("child", "other", List.of("p"), "");
        scene.start();
        gate.awaitWaiting(1);
        assertThat(Sql.list(
                        scene.beside(),
                        String.class,
                        "select query from pg_stat_activity where pid = ?",
                        Sql.one(
                                scene.beside(),
                                Integer.class,
                                "select backend_pid from silversmith.transformation_step where id = ?",
                                scene.step("p"))))
                .containsExactly("COMMIT");
        return gate;
    }

    private Work prepareCommit() throws SQLException {
        commitGoesThrough = scene();
        return inCommit(commitGoesThrough)::open;
    }

    private Work prepareCommitCutShort() throws SQLException {
        commitIsCutShort = scene();
        Gate gate = inCommit(commitIsCutShort);
        return () -> {
            commitIsCutShort.awaitOwner(ALIVE);
            commitIsCutShort.awaitAttempt("p 1 interrupted");
            gate.open();
        };
    }

    private Gate prepareCommitted() throws SQLException {
        committed = scene();
        Gate gate = committed.gate("call");
        committed
                .warehouse()
                .procedure("p", "other", List.of(), committed.pass("call"))
                .procedure("child", "other", List.of("p"), "");
        committed.start();
        gate.awaitWaiting(1);
        return gate;
    }

    /** Shortly before the kill: the server does not wait for the answer for ever. */
    private void commitWithoutAnswer(Gate gate) throws Exception {
        CommitTrap trap = proxy.dropCommitAnswer(
                TestDatabase.WAREHOUSE, committed.warehouse().schema(), Then.SILENCE);
        gate.open();
        trap.awaitHeld();
    }

    /** The claim of the child waits for the row, and is on its way no more when the server is dead. */
    private Work prepareSuccessor() throws SQLException {
        Gate[] ofParent = new Gate[1];
        successorWaits = parentAndChild(ofParent);
        int claim = claimWaits(successorWaits, ofParent[0]);
        return () -> {
            Sql.execute(successorWaits.beside(), "select pg_terminate_backend(%d)".formatted(claim));
            successorWaits.beside().rollback();
            successorWaits.beside().setAutoCommit(true);
        };
    }

    /** The claim of the child waits for the row, and is made when the server is dead. */
    private Work prepareLateClaim() throws SQLException {
        Gate[] ofParent = new Gate[1];
        lateClaim = parentAndChild(ofParent);
        claimWaits(lateClaim, ofParent[0]);
        return () -> {
            lateClaim.beside().rollback();
            lateClaim.beside().setAutoCommit(true);
            assertThat(lateClaim.owner()).isEqualTo(DEAD);
            lateClaim.awaitAttempt("child 1 running");
        };
    }

    private int claimWaits(Scene scene, Gate ofParent) throws SQLException {
        UUID child = scene.step("child");
        scene.beside().setAutoCommit(false);
        Sql.rows(scene.beside(), "select from silversmith.transformation_step where id = ? for update", child);
        ofParent.open();
        Awaitility.await("the claim of the child").atMost(Scene.LONG).until(() -> !blocked(scene)
                .isEmpty());
        return blocked(scene).get(0);
    }

    private static List<Integer> blocked(Scene scene) throws SQLException {
        return Sql.list(
                scene.beside(),
                Integer.class,
                "select pid from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid))");
    }

    private Work prepareRefresh() throws SQLException {
        refresh = scene();
        beforeRefresh = refresh.gate("before");
        Gate after = refresh.gate("after");
        refresh.warehouse().warehouse().sql("""
                create table $s.facts (n int);
                insert into $s.facts values (1);
                create materialized view $s.plain as select count(*) as n from $s.facts;
                create materialized view $s.concurrent as select count(*) as n from $s.facts;
                create unique index on $s.concurrent (n);
                alter materialized view $s.plain owner to silversmith_warehouse;
                alter materialized view $s.concurrent owner to silversmith_warehouse;
                grant select on $s.facts to silversmith_warehouse;
                insert into $s.facts values (2);
                """);
        refreshing("plain", "");
        refreshing("concurrent", "concurrently");
        refresh.start();
        beforeRefresh.awaitWaiting(2);
        beforeRefresh.open();
        after.awaitWaiting(2);
        return () -> {
            // Behind the orphans, which have passed it, and before the next attempts.
            refreshShut = beforeRefresh.shut();
            after.open();
        };
    }

    private void refreshing(String view, String how) throws SQLException {
        String statement = "refresh materialized view %s %s.%s;"
                .formatted(how, refresh.warehouse().schema(), view);
        refresh.warehouse()
                .procedure(
                        view + "_view", "other", List.of(), refresh.pass("before") + statement + refresh.pass("after"));
    }

    private Work prepareCancel() throws SQLException {
        cancelled = scene();
        Gate gate = cancelled.gate("call");
        cancelled
                .warehouse()
                .procedure("deaf", "other", List.of(), """
                        loop
                          begin
                            %s
                            exit;
                          exception when query_canceled then
                            null;
                          end;
                        end loop;
                        """.formatted(cancelled.pass("call")))
                .procedure("child", "other", List.of("deaf"), "");
        cancelled.start();
        gate.awaitWaiting(1);
        return () -> {};
    }

    private Work prepareCancelInCommit() throws SQLException {
        cancelledInCommit = scene();
        Gate gate = cancelledInCommit.gate("commit");
        cancelledInCommit.warehouse().procedure("p", "other", List.of(), cancelledInCommit.passInCommit("commit"));
        cancelledInCommit.start();
        gate.awaitWaiting(1);
        return gate::open;
    }

    private void cancelThroughA(Scene scene) {
        operator(a).post("/runs/" + scene.runId() + "/cancel", "").expect(202);
    }

    private static ApiClient operator(LibertyProcess server) {
        return new ApiClient(server.baseUrl(), "operator");
    }

    /** No other request is kept before this one has its answer. */
    private void prepareAccepted() throws Exception {
        accepted = scene();
        accepted.warehouse().procedure("p").register();
        keyOfAccepted = UUID.randomUUID().toString();
        var trap = proxy.dropCommitAnswer(TestDatabase.APP, "insert into silversmith.transformation_run", Then.SILENCE);
        Unanswered.ask(() -> operator(a).run(accepted.body(""), keyOfAccepted));
        trap.awaitHeld();
        accepted.awaitRun();
    }

    private Scene fullRun() throws SQLException {
        Scene scene = scene();
        scene.warehouse().procedure("p").more(FullRuns.ALLOWED).register();
        scene.runId(new FullRuns(scene.warehouse().warehouse(), a.baseUrl()).requestId());
        return scene;
    }

    private Answer approve(LibertyProcess server, Scene scene) {
        return new FullRuns(scene.warehouse().warehouse(), server.baseUrl()).approve(scene.runId());
    }

    private void prepareApproved() throws Exception {
        var trap = proxy.dropCommitAnswer(TestDatabase.APP, "silversmith.decide_run", Then.SILENCE);
        Unanswered.ask(() -> approve(a, approved));
        trap.awaitHeld();
    }

    private CommitTrap prepareApprovedNot() throws InterruptedException {
        CommitTrap trap = proxy.holdCommit(TestDatabase.APP, "silversmith.decide_run");
        Unanswered.ask(() -> approve(a, approvedNot));
        return trap.awaitHeld();
    }

    /** Its COMMIT waits for the head of the audit trail, as everything would that is audited: it comes last. */
    private void prepareApprovedLate() throws SQLException {
        accepted.awaitStatus("succeeded");
        approved.awaitStatus("succeeded");
        approvedLate.beside().setAutoCommit(false);
        Sql.rows(approvedLate.beside(), "select id from silversmith.audit_head for update");
        Unanswered.ask(() -> approve(a, approvedLate));
        Awaitility.await("an approval under way").atMost(Scene.LONG).until(() -> !blocked(approvedLate)
                .isEmpty());
    }

    @Test
    void a1_killed_after_a_request_was_kept_and_before_its_answer_the_same_key_finds_the_run() throws Exception {
        Answer again = operator(b).run(accepted.body(""), keyOfAccepted).expect(200);

        assertThat(again.json().getString("id")).isEqualTo(accepted.runId());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(accepted.awaitEnd(b).getString("status")).isEqualTo("succeeded");
        assertThat(accepted.commits("p")).isEqualTo(1);
        assertThat(accepted.runs()).isEqualTo(1);
    }

    @Test
    void a2_killed_after_the_claim_and_before_the_call_the_next_attempt_makes_the_one_call() throws Exception {
        assertThat(claimed.awaitEnd(b).getString("status")).isEqualTo("succeeded");

        assertThat(claimed.attempts())
                .containsExactly("child 1 interrupted", "child 2 succeeded", "parent 1 succeeded");
        assertThat(claimed.warehouse().starts("child")).isEqualTo(1);
        assertThat(claimed.commits("child")).isEqualTo(1);
    }

    @Test
    void a3_killed_in_the_middle_of_a_call_the_next_attempt_begins_when_the_orphan_is_gone() throws Exception {
        midCall.awaitStarts(2);
        assertThat(midCall.isAtWork(orphan)).isFalse();
        assertThat(midCall.attempts()).containsExactly("p 1 interrupted", "p 2 running");

        calls.open();

        assertThat(midCall.awaitEnd(b).getString("status")).isEqualTo("succeeded");
        assertThat(midCall.attempts()).containsExactly("p 1 interrupted", "p 2 succeeded");
        assertThat(midCall.commits("p")).isEqualTo(1);
        assertThat(midCall.warehouse().starts()).isEqualTo(2);
        assertThat(midCall.audited()).containsOnlyOnce("run.recover");
    }

    @Test
    void a5_killed_inside_a_commit_that_goes_through_the_step_is_found_succeeded_and_not_run_again() throws Exception {
        assertThat(commitGoesThrough.awaitEnd(b).getString("status")).isEqualTo("succeeded");

        assertThat(commitGoesThrough.attempts()).containsExactly("child 1 succeeded", "p 1 succeeded");
        assertThat(commitGoesThrough.warehouse().starts("p")).isEqualTo(1);
        assertThat(commitGoesThrough.commits("p")).isEqualTo(1);
    }

    @Test
    void a5_killed_inside_a_commit_that_does_not_end_the_orphan_is_ended_and_the_step_is_run_again() throws Exception {
        assertThat(commitIsCutShort.awaitEnd(b).getString("status")).isEqualTo("succeeded");

        assertThat(commitIsCutShort.attempts())
                .containsExactly("child 1 succeeded", "p 1 interrupted", "p 2 succeeded");
        assertThat(commitIsCutShort.warehouse().starts("p")).isEqualTo(2);
        assertThat(commitIsCutShort.commits("p")).isEqualTo(1);
    }

    @Test
    void a5_killed_after_the_commit_and_before_its_answer_the_step_is_found_succeeded_and_not_run_again()
            throws Exception {
        assertThat(committed.awaitEnd(b).getString("status")).isEqualTo("succeeded");

        assertThat(committed.attempts()).containsExactly("child 1 succeeded", "p 1 succeeded");
        assertThat(committed.warehouse().starts("p")).isEqualTo(1);
        assertThat(committed.commits("p")).isEqualTo(1);
    }

    @Test
    void a6_killed_before_the_successor_of_a_success_is_claimed_the_run_goes_on_from_there() throws Exception {
        assertThat(successorWaits.awaitEnd(b).getString("status")).isEqualTo("succeeded");

        assertThat(successorWaits.attempts()).containsExactly("child 1 succeeded", "parent 1 succeeded");
        assertThat(successorWaits.warehouse().starts()).isEqualTo(2);
    }

    @Test
    void a6_a_claim_that_is_made_when_its_server_is_dead_already_is_taken_for_interrupted() throws Exception {
        assertThat(lateClaim.awaitEnd(b).getString("status")).isEqualTo("succeeded");

        assertThat(lateClaim.attempts())
                .containsExactly("child 1 interrupted", "child 2 succeeded", "parent 1 succeeded");
        assertThat(lateClaim.warehouse().starts()).isEqualTo(2);
    }

    @Test
    void a7_killed_in_the_middle_of_a_refresh_the_old_contents_stay_and_it_is_done_again() throws Exception {
        // The orphans are gone, and the next attempts wait.
        refreshShut.join();
        beforeRefresh.awaitWaiting(2);
        assertThat(contents("plain")).isEqualTo(1);
        assertThat(contents("concurrent")).isEqualTo(1);

        beforeRefresh.open();

        assertThat(refresh.awaitEnd(b).getString("status")).isEqualTo("succeeded");
        assertThat(refresh.attempts())
                .containsExactly(
                        "concurrent_view 1 interrupted",
                        "concurrent_view 2 succeeded",
                        "plain_view 1 interrupted",
                        "plain_view 2 succeeded");
        assertThat(contents("plain")).isEqualTo(2);
        assertThat(contents("concurrent")).isEqualTo(2);
    }

    private long contents(String view) throws SQLException {
        return Sql.one(
                refresh.beside(),
                Long.class,
                "select n from " + refresh.warehouse().schema() + "." + view);
    }

    @Test
    void a8_killed_after_an_approval_was_kept_and_before_its_answer_the_run_is_approved_once() throws Exception {
        assertThat(approved.awaitEnd(b).getString("status")).isEqualTo("succeeded");

        assertThat(approve(b, approved).status()).isEqualTo(409);
        assertThat(approved.audited()).containsOnlyOnce("run.approve");
        assertThat(approved.commits("p")).isEqualTo(1);
    }

    @Test
    void a8_killed_inside_the_commit_of_an_approval_it_stands_with_its_event_and_the_run_is_executed_once()
            throws Exception {
        assertThat(approvedLate.awaitEnd(b).getString("status")).isEqualTo("succeeded");

        assertThat(approve(b, approvedLate).status()).isEqualTo(409);
        assertThat(approvedLate.audited()).containsOnlyOnce("run.approve");
        assertThat(approvedLate.warehouse().starts()).isEqualTo(1);
    }

    @Test
    void a8_killed_before_the_commit_of_an_approval_the_run_waits_for_it_still() throws Exception {
        assertThat(approvedNot.status()).isEqualTo("pending_approval");
        assertThat(approvedNot.audited()).doesNotContain("run.approve");
        assertThat(approvedNot.warehouse().starts()).isZero();

        approve(b, approvedNot).expect(200);

        assertThat(approvedNot.awaitEnd(b).getString("status")).isEqualTo("succeeded");
        assertThat(approvedNot.audited()).containsOnlyOnce("run.approve");
        assertThat(approvedNot.warehouse().starts()).isEqualTo(1);
    }

    @Test
    void a9_killed_during_a_cancel_the_run_ends_cancelled_although_its_procedure_does_not_heed_it() throws Exception {
        assertThat(cancelled.awaitEnd(b).getString("status")).isEqualTo("cancelled");

        assertThat(cancelled.attempts()).noneMatch(attempt -> attempt.endsWith("succeeded"));
        assertThat(cancelled.commits("deaf")).isZero();
        assertThat(cancelled.warehouse().starts("child")).isZero();
        assertThat(cancelled.audited()).containsOnlyOnce("run.cancel");
    }

    @Test
    void a9_killed_during_a_cancel_that_a_commit_has_beaten_the_success_stands() throws Exception {
        assertThat(cancelledInCommit.awaitEnd(b).getString("status")).isIn("succeeded", "cancelled");

        assertThat(cancelledInCommit.attempts()).containsExactly("p 1 succeeded");
        assertThat(cancelledInCommit.commits("p")).isEqualTo(1);
        assertThat(cancelledInCommit.warehouse().starts()).isEqualTo(1);
    }
}
