package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.CommitTrap;
import dev.silversmith.testing.fault.Oracle;
import dev.silversmith.testing.fault.TcpProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * One server stands still for longer than its lease while each of its runs is at another point; the other server goes on with all of them,
 * and the first one wakes up when they have ended.
 */
@OwnServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrozenServerIT {

    private static final String FROZEN = "frozen_a";
    private static final String AWAKE = "frozen_b";

    /** A server that holds the lock of admission and says nothing is not waited for longer. */
    private static final Duration LONGEST_ADMISSION = Duration.ofSeconds(60);

    /** How long the database waits for a control session in the middle of a transaction; half a minute by default. */
    private static final String IMPATIENT =
            "<variable name=\"silversmith.idle.control\" value=\"-c idle_in_transaction_session_timeout=5s\"/>";

    private final List<Scene> scenes = new ArrayList<>();

    private TestDatabase database;
    private TcpProxy proxy;
    private LibertyProcess a;
    private LibertyProcess b;
    private LibertyProcess twin;

    private Scene midCall;
    private Scene committing;
    private Scene betweenUnits;
    private Scene admitted;
    private List<String> before;

    @BeforeAll
    void freezeTheServerOfAllScenes() throws Exception {
        database = TestDatabase.unmigrated("frozen");
        proxy = TcpProxy.before(database);
        a = LibertyProcess.launch(FROZEN, database, proxy.url(database), IMPATIENT)
                .awaitReady();
        Gate call = prepareMidCall();
        Gate beforeCommit = prepareCommit();
        Gate ofParent = prepareBetweenUnits();
        b = LibertyProcess.launch(AWAKE, database).awaitReady();
        twin = LibertyProcess.launch("frozen_twin", AWAKE, database, database.url(), "");
        CommitTrap admission = prepareAdmission();
        CommitTrap commit =
                proxy.holdCommit(TestDatabase.WAREHOUSE, committing.warehouse().schema());
        beforeCommit.open();
        commit.awaitHeld();

        proxy.stall(TestDatabase.APP);
        ofParent.open();
        betweenUnits.awaitAttempt("parent 1 succeeded");
        a.freeze();

        midCall.awaitStarts(2);
        call.open();
        for (Scene scene : scenes) {
            scene.awaitEnd(b);
        }
        before = everything();
        a.thaw();
        commit.release();
        admission.release();
        proxy.pass();
        awaitAwake();
    }

    @AfterAll
    void nothingIsViolatedAtTheEnd() throws SQLException {
        try {
            assertThat(Oracle.of(database).violations()).isEmpty();
        } finally {
            for (Scene scene : scenes) {
                scene.close();
            }
            Scene.close(twin, a, b);
            proxy.close();
        }
    }

    private Scene scene() throws SQLException {
        Scene scene = Scene.on(database, a);
        scenes.add(scene);
        return scene;
    }

    private Gate prepareMidCall() throws SQLException {
        midCall = scene();
        Gate gate = midCall.gate("call");
        midCall.warehouse().procedure("p", "other", List.of(), midCall.pass("call"));
        midCall.start();
        gate.awaitWaiting(1);
        return gate;
    }

    private Gate prepareCommit() throws SQLException {
        committing = scene();
        Gate gate = committing.gate("call");
        committing
                .warehouse()
                .procedure("p", "other", List.of(), committing.pass("call"))
                .procedure("child", "other", List.of("p"), "");
        committing.start();
        gate.awaitWaiting(1);
        return gate;
    }

    private Gate prepareBetweenUnits() throws SQLException {
        betweenUnits = scene();
        Gate gate = betweenUnits.gate("parent");
        betweenUnits
                .warehouse()
                .procedure("parent", "other", List.of(), betweenUnits.pass("parent"))
                .procedure("child", "other", List.of("parent"), "");
        betweenUnits.start();
        gate.awaitWaiting(1);
        return gate;
    }

    /** Nobody else can admit a run while the lock of admission is held, by a transaction whose COMMIT does not arrive. */
    private CommitTrap prepareAdmission() throws Exception {
        CommitTrap trap = proxy.holdCommit(TestDatabase.APP, "admitted_at = clock_timestamp()");
        trap.awaitHeld();
        admitted = scene();
        admitted.warehouse().procedure("p");
        admitted.start();
        assertThat(admitted.status()).isEqualTo("queued");
        return trap;
    }

    /** Every row of the ended runs, their ledgers, and the trail. */
    private List<String> everything() throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            List<String> rows = new ArrayList<>();
            for (Scene scene : scenes) {
                for (String sql : List.of(
                        "select r::text from silversmith.transformation_run r where id = '$r'",
                        "select s::text from silversmith.transformation_step s where run_id = '$r' order by id",
                        "select l::text from silversmith.transformation_step_log l where run_id = '$r' order by id",
                        "select e::text from silversmith.audit_event e where object_id = '$r' order by seq",
                        "select l::text from $s.ledger l order by at",
                        "select last_value::text from $s.calls")) {
                    rows.addAll(Sql.list(
                            superuser,
                            String.class,
                            sql.replace("$r", scene.runId())
                                    .replace("$s", scene.warehouse().schema())));
                }
            }
            return rows;
        }
    }

    /** The woken server has found each of its runs lost and executes others. */
    private void awaitAwake() throws SQLException {
        Scene next = scene();
        scenes.remove(next);
        next.warehouse().procedure("p");
        Awaitility.await("a run of the woken server").atMost(Scene.LONG).until(() -> {
            next.start();
            next.awaitEnd(b);
            return next.owner().equals(FROZEN);
        });
        next.close();
    }

    private static void continuedByTheOther(Scene scene) throws SQLException {
        assertThat(scene.status()).isEqualTo("succeeded");
        assertThat(scene.owner()).isEqualTo(AWAKE);
    }

    @Test
    void c4_frozen_in_the_middle_of_a_call_the_other_server_has_run_it_again_and_nothing_is_committed_twice()
            throws Exception {
        continuedByTheOther(midCall);
        assertThat(midCall.attempts()).containsExactly("p 1 interrupted", "p 2 succeeded");
        assertThat(midCall.commits("p")).isEqualTo(1);
    }

    @Test
    void c4_frozen_before_a_commit_reaches_the_database_it_is_refused_when_it_does() throws Exception {
        continuedByTheOther(committing);
        assertThat(committing.attempts()).containsExactly("child 1 succeeded", "p 1 interrupted", "p 2 succeeded");
        assertThat(committing.commits("p")).isEqualTo(1);
        assertThat(committing.warehouse().starts("p")).isEqualTo(2);
    }

    @Test
    void c4_frozen_between_two_units_its_claim_of_the_next_one_is_refused() throws Exception {
        continuedByTheOther(betweenUnits);
        assertThat(betweenUnits.attempts()).containsExactly("child 1 succeeded", "parent 1 succeeded");
        assertThat(betweenUnits.warehouse().starts()).isEqualTo(2);
    }

    @Test
    void c4_frozen_inside_an_admission_the_other_server_does_not_wait_for_it_for_ever() throws Exception {
        continuedByTheOther(admitted);
        assertThat(Sql.one(
                        admitted.beside(),
                        Boolean.class,
                        "select admitted_at - requested_at < ? * interval '1 second' from silversmith.transformation_run where id = ?::uuid",
                        LONGEST_ADMISSION.toSeconds(),
                        admitted.runId()))
                .isTrue();
        assertThat(admitted.commits("p")).isEqualTo(1);
    }

    @Test
    void c4_the_woken_server_writes_nothing_more_for_runs_that_are_not_its_own() throws Exception {
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void d2_a_second_server_of_the_same_identity_is_refused_at_its_start_and_the_first_one_goes_on() throws Exception {
        Awaitility.await("the refusal").atMost(Scene.LONG).until(() -> twin.console()
                .contains("Silversmith does not start"));

        assertThat(twin.console()).contains("another living server is named " + AWAKE + ": set SILVERSMITH_SERVER_ID");
        assertThat(new ApiClient(b.baseUrl(), "operator").get("/runs").status()).isEqualTo(200);
        assertThat(Sql.one(
                        midCall.beside(),
                        Long.class,
                        "select count(*) from silversmith.server_instance where server_id = ?",
                        AWAKE))
                .isEqualTo(1);
    }
}
