package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script for cron jobs: its exit code is 0 for a run that has succeeded, and for nothing else. */
@ArquillianTest
class CronExampleIT {

    private static final Path SCRIPT = Path.of("src/ops/cron/run-and-wait.sh").toAbsolutePath();

    private final String key = "cron-" + UUID.randomUUID();

    @TempDir
    private Path home;

    /** What the script left behind. */
    private record Ended(int code, String output) {}

    @BeforeEach
    void curl_is_there() {
        assumeThat(List.of("/usr/bin/curl", "/bin/curl", "/usr/local/bin/curl"))
                .as("this machine has curl")
                .anyMatch(place -> Files.isExecutable(Path.of(place)));
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", SCRIPT.toString()).redirectErrorStream(true);
        builder.command().addAll(List.of(arguments));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("SILVERSMITH_URL", TestServer.baseUrl());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static Map<String, String> as(String user) {
        return Map.of("SILVERSMITH_USER", user, "SILVERSMITH_PASSWORD", user);
    }

    private static TestWarehouse warehouse(String body) throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl())
                .procedure("load", "other", List.of(), body)
                .register();
    }

    @Test
    void zero_for_a_run_that_succeeds_and_no_second_run_for_the_same_key() throws Exception {
        try (TestWarehouse warehouse = warehouse("")) {
            String request = "{" + warehouse.select() + "}";

            Ended first = run(as("operator"), key, request);
            Ended again = run(as("operator"), key, request);

            assertThat(first.code()).as(first.output()).isZero();
            assertThat(again.code()).as(again.output()).isZero();
            assertThat(first.output()).contains("succeeded");
            assertThat(warehouse.ledger()).containsExactly("load");
        }
    }

    @Test
    void one_for_a_run_that_fails() throws Exception {
        try (TestWarehouse warehouse = warehouse("raise exception 'no such region';")) {
            Ended ended = run(as("operator"), key, "{" + warehouse.select() + "}");

            assertThat(ended.code()).as(ended.output()).isEqualTo(1);
            assertThat(ended.output()).contains("failed");
        }
    }

    @Test
    void two_for_a_request_that_is_refused_and_the_reason_is_said() throws Exception {
        assertThat(run(as("viewer"), key).code()).isEqualTo(2);
        Ended ended = run(as("operator"), key, "{\"select\": \"tag:nothing-of-this-name\"}");

        assertThat(ended.code()).as(ended.output()).isEqualTo(2);
        assertThat(ended.output()).contains("422", "nothing-of-this-name");
    }

    @Test
    void three_for_a_run_that_waits_for_a_second_person() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())
                .procedure("load", "other", List.of(), "")
                .catalogMore("    modes: {incremental: true, full: true, allowFullRefresh: true}\n")
                .register()) {
            Ended ended = run(
                    as("operator"),
                    key,
                    "{%s, \"mode\": \"full\", \"fullRefresh\": {\"confirmed\": true, \"reason\": \"delivered twice\"}}"
                            .formatted(warehouse.select()));

            assertThat(ended.code()).as(ended.output()).isEqualTo(3);
        }
    }

    @Test
    void two_at_once_for_an_address_that_cannot_be_asked() throws Exception {
        Ended ended = run(
                Map.of(
                        "SILVERSMITH_URL", "nope://localhost",
                        "SILVERSMITH_USER", "operator",
                        "SILVERSMITH_PASSWORD", "x"),
                key);

        assertThat(ended.code()).as(ended.output()).isEqualTo(2);
        assertThat(ended.output()).contains("nope://localhost/api/v1 cannot be asked");
    }

    @Test
    void four_where_no_server_answers() throws Exception {
        int closed;
        try (ServerSocket port = new ServerSocket(0)) {
            closed = port.getLocalPort();
        }
        Ended ended = run(
                Map.of(
                        "SILVERSMITH_URL", "http://localhost:" + closed,
                        "SILVERSMITH_USER", "operator",
                        "SILVERSMITH_PASSWORD", "x",
                        "SILVERSMITH_LOST_S", "0"),
                key);

        assertThat(ended.code()).as(ended.output()).isEqualTo(4);
    }

    @Test
    void a_netrc_file_serves_as_well() throws Exception {
        Path netrc = Files.createFile(
                home.resolve(".netrc"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(netrc, "machine localhost login operator password operator\n");
        try (TestWarehouse warehouse = warehouse("")) {
            Ended ended = run(Map.of(), key, "{" + warehouse.select() + "}");

            assertThat(ended.code()).as(ended.output()).isZero();
        }
    }

    @Test
    void without_a_key_it_says_how_it_is_called() throws Exception {
        assertThat(run(Map.of()).code()).isEqualTo(2);
        Ended help = run(Map.of(), "--help");

        assertThat(help.code()).isZero();
        assertThat(help.output()).contains("Usage: run-and-wait.sh", "SILVERSMITH_NETRC", "Exit code: 0");
    }

    @Test
    void no_password_is_ever_an_argument() throws IOException {
        assertThat(Files.readString(SCRIPT)).doesNotContainPattern("curl.* (--user|-u) ");
    }
}
