package dev.silversmith.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ImageServer;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.RawRequest;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The server package as the image runs it: unprivileged, on a read-only root, with secrets in files. */
@OwnServers
class ImageIT {

    @Test
    void it_answers_ready_and_a_page_as_an_unprivileged_user_on_a_read_only_root() throws Exception {
        ImageServer server = ImageServer.get();

        assertThat(RawRequest.to(server.baseUrl() + "/health/ready").send().statusCode())
                .isEqualTo(200);
        assertThat(RawRequest.to(server.baseUrl() + "/health/started").send().statusCode())
                .isEqualTo(200);
        assertThat(RawRequest.to(server.baseUrl() + "/login.xhtml").send().body())
                .contains("Silversmith");
        assertThat(new ApiClient(server.baseUrl(), "viewer").get("/runs").status())
                .isEqualTo(200);

        assumeThat(server.isIsolated())
                .as("unprivileged on a read-only root only where the tests run as root and may unshare a namespace")
                .isTrue();
        Path process = Path.of("/proc", Long.toString(server.java().pid()));
        assertThat(Files.readString(process.resolve("status")))
                .containsPattern("Uid:\\s+%1$s\\s+%1$s\\s+%1$s\\s+%1$s\\s"
                        .formatted(server.image().user()))
                .containsPattern("CapEff:\\s+0000000000000000");
        List<String> mounts = Files.readAllLines(process.resolve("mounts"));
        assertThat(mounts.stream()
                        .map(line -> line.split(" ", -1))
                        .filter(mount -> mount[3].matches("rw(,.*)?"))
                        .map(mount -> mount[1])
                        .filter(place -> !place.matches("/(proc|dev)(/.*)?")))
                .as("what can be written to")
                .containsExactlyInAnyOrder("/output", "/logs", "/tmp");
    }

    @Test
    void the_dockerfiles_health_check_is_content_with_it_and_not_with_a_closed_port() throws Exception {
        ImageServer server = ImageServer.get();

        assertThat(healthCheck(server, server.port())).isZero();
        assertThat(healthCheck(server, 1)).isNotZero();
    }

    private static int healthCheck(ImageServer server, int port) throws Exception {
        ProcessBuilder check = new ProcessBuilder(server.image().healthCheck())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        check.environment().put("SILVERSMITH_HTTP_PORT", Integer.toString(port));
        return check.start().waitFor();
    }

    @Test
    void its_certificates_key_has_the_password_of_a_file_too() throws Exception {
        try (Socket socket = new Socket("localhost", ImageServer.get().httpsPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("this is no TLS".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).as("an alert of TLS").isEqualTo(21);
        }
    }

    @Test
    void secrets_in_files_are_in_no_environment_and_no_argument() throws Exception {
        ImageServer server = ImageServer.get();
        Path process = Path.of("/proc", Long.toString(server.java().pid()));
        assumeThat(process).as("a system that shows a process's environment").isReadable();

        String shown = Files.readString(process.resolve("environ")) + Files.readString(process.resolve("cmdline"));

        for (Map.Entry<String, String> secret : server.secrets().entrySet()) {
            assertThat(shown).as(secret.getKey()).doesNotContain(secret.getValue());
        }
    }
}
