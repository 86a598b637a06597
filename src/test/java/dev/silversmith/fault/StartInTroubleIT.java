package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.TcpProxy;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that starts while its database is away: nobody has to start it again. */
@OwnServers
class StartInTroubleIT {

    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String WAITING = "the database is away and the start waits for it";

    @Test
    @Tag("slow")
    void a10_a_server_that_starts_while_its_database_is_away_waits_for_it_and_can_be_stopped_while_it_waits() {
        TestDatabase database = TestDatabase.fresh("start_in_trouble");
        try (TcpProxy network = TcpProxy.before(database);
                LibertyProcess server = launch(network, database)) {
            // The migration is done, the first word of the control login is not heard.
            awaitWaiting(server);
            network.pass();
            server.awaitReady();

            server.kill();
            network.refuse(TestDatabase.APP);
            try (LibertyProcess again = server.again()) {
                awaitWaiting(again);
                again.terminate();
                again.awaitGone(LONG);
                assertThat(again.console()).doesNotContain("Silversmith is started");
            }
        }
    }

    private static LibertyProcess launch(TcpProxy network, TestDatabase database) {
        network.refuse(TestDatabase.APP);
        return LibertyProcess.launch("start_in_trouble", database, network.url(database), "");
    }

    private static void awaitWaiting(LibertyProcess server) {
        Awaitility.await(WAITING).atMost(LONG).until(() -> server.console().contains(WAITING));
    }
}
