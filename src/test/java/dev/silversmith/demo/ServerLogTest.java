package dev.silversmith.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerLogTest {

    @TempDir
    private Path folder;

    @Test
    void the_products_own_sentence_is_the_reason() {
        assertThat(ServerLog.refusal(List.of(
                        "[x] 00000031 dev.silversmith.boot.Startup  E Silversmith does not start: the port is taken",
                        "[x] 00000031 com.ibm.ws.app.manager  E CWWKZ0002E: An exception occurred")))
                .contains("Silversmith does not start: the port is taken");
    }

    @Test
    void an_application_that_fails_without_a_word_of_its_own_has_the_servers() {
        assertThat(ServerLog.refusal(List.of("[x] 31 com.ibm.ws.app.manager  E CWWKZ0002E: An exception occurred")))
                .contains("CWWKZ0002E: An exception occurred");
    }

    @Test
    void a_server_that_is_still_starting_has_refused_nothing() throws Exception {
        Path log = folder.resolve("messages.log");
        assertThat(new ServerLog(log, Instant.EPOCH).refusal()).isEmpty();
        Files.writeString(log, "CWWKE0001I: launched\n");
        assertThat(new ServerLog(log, Instant.EPOCH).refusal()).isEmpty();
    }

    @Test
    void what_an_earlier_start_has_said_is_not_said_of_this_one() throws Exception {
        Path log = Files.writeString(folder.resolve("messages.log"), "Silversmith does not start: no database\n");
        assertThat(new ServerLog(log, Instant.EPOCH).refusal()).isPresent();

        assertThat(new ServerLog(log, Instant.now().plusSeconds(60)).refusal()).isEmpty();
    }
}
