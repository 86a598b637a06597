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
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A server is killed, and three times in a row the one that has taken its run over, each before it could go on with it. */
@OwnServers
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryKilledIT {

    private static final int KILLS_DURING_RECOVERY = 3;

    private final Map<String, LibertyProcess> servers = new HashMap<>();

    private TestDatabase database;
    private TcpProxy proxy;
    private Scene claimed;
    private Scene requested;
    private String key;
    private LibertyProcess last;

    @BeforeAll
    void killServersInARow() throws Exception {
        database = TestDatabase.unmigrated("recovery");
        proxy = TcpProxy.before(database);
        LibertyProcess first = launch("recovery_a").awaitReady();
        Gate ofChild = prepareClaimed(first);
        requested = Scene.on(database, first);
        requested.warehouse().procedure("p").register();
        launch("recovery_b");
        launch("recovery_c").awaitReady();
        servers.get("recovery_b").awaitReady();

        killWhileItKeepsARequest("recovery_a");
        for (int kill = 1; kill <= KILLS_DURING_RECOVERY; kill++) {
            kill(takenOver(kill));
        }
        last = servers.get(takenOver(KILLS_DURING_RECOVERY + 1));
        ofChild.open();
        last.awaitReady();
    }

    @AfterAll
    void nothingIsViolatedAtTheEnd() throws SQLException {
        try {
            assertThat(Oracle.of(database).violations()).isEmpty();
        } finally {
            claimed.close();
            requested.close();
            Scene.close(servers.values().toArray(LibertyProcess[]::new));
            proxy.close();
        }
    }

    private LibertyProcess launch(String name) {
        LibertyProcess server = LibertyProcess.launch(name, database, proxy.url(database), "");
        servers.put(name, server);
        return server;
    }

    private ApiClient.Answer request(LibertyProcess server) {
        return new ApiClient(server.baseUrl(), "operator").run(requested.body(""), key);
    }

    /** The child is claimed, and its transaction waits for the lock of its attempt, as everybody does who settles it. */
    private Gate prepareClaimed(LibertyProcess server) throws SQLException {
        claimed = Scene.on(database, server);
        Gate ofParent = claimed.gate("parent");
        claimed.warehouse()
                .procedure("parent", "other", List.of(), claimed.pass("parent"))
                .procedure("child", "other", List.of("parent"), "");
        claimed.start();
        ofParent.awaitWaiting(1);
        Gate ofChild = claimed.gateOfAttempt("child");
        ofParent.open();
        ofChild.awaitWaiting(1);
        return ofChild;
    }

    /** The COMMIT never reaches the database, and the server is heard of no more. */
    private void killWhileItKeepsARequest(String server) throws InterruptedException {
        key = UUID.randomUUID().toString();
        CommitTrap trap = proxy.holdCommit(TestDatabase.APP, "insert into silversmith.transformation_run");
        LibertyProcess asked = servers.get(server);
        Unanswered.ask(() -> request(asked));
        trap.awaitHeld();
        kill(server);
        trap.cut();
    }

    /** Its name is free again when the heartbeat is older than a lease: the new process waits for that. */
    private void kill(String server) {
        servers.get(server).kill();
        servers.put(server, servers.get(server).again());
    }

    /** The server that has taken the run over for this time, and waits for what is left of the attempt. */
    private String takenOver(int times) throws SQLException {
        Awaitility.await("take-over " + times).atMost(Scene.LONG).until(() -> leases() == 1 + times);
        return claimed.owner();
    }

    /** One of the admission, and one of each take-over. */
    private long leases() throws SQLException {
        return Sql.one(
                claimed.beside(),
                Long.class,
                "select lease_number from silversmith.transformation_run where id = ?::uuid",
                claimed.runId());
    }

    @Test
    void a11_killed_three_times_during_recovery_the_run_has_one_attempt_more_and_one_event_of_each_take_over()
            throws Exception {
        assertThat(claimed.awaitEnd(last).getString("status")).isEqualTo("succeeded");

        assertThat(claimed.attempts())
                .containsExactly("child 1 interrupted", "child 2 succeeded", "parent 1 succeeded");
        assertThat(claimed.warehouse().starts()).isEqualTo(2);
        assertThat(Collections.frequency(claimed.audited(), "run.recover")).isEqualTo(1 + KILLS_DURING_RECOVERY);
        assertThat(leases()).isEqualTo(2 + KILLS_DURING_RECOVERY);
    }

    @Test
    void a1_killed_before_a_request_is_kept_the_same_key_makes_the_run_exactly_once() throws Exception {
        requested.runId(request(last).expect(201).json().getString("id"));

        assertThat(requested.awaitEnd(last).getString("status")).isEqualTo("succeeded");
        assertThat(requested.commits("p")).isEqualTo(1);
        assertThat(requested.runs()).isEqualTo(1);
    }
}
