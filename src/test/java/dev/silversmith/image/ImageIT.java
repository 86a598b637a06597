package dev.silversmith.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ImageServer;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.Sql;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The server package as the image runs it: unprivileged, on a read-only root, with secrets in files. */
@OwnServers
class ImageIT {

    @Test
    void it_answers_ready_and_a_page_as_an_unprivileged_user_on_a_read_only_root() throws Exception {
        ImageServer server = ImageServer.get();

        assertThat(RawRequest.to(server.baseUrl() + "/health/ready").send().statusCode())
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
    void each_probe_names_its_checks_and_nothing_of_the_installation() throws Exception {
        String base = ImageServer.get().baseUrl();
        Map<String, List<String>> probes = Map.of(
                "started",
                List.of("started"),
                "ready",
                List.of("database", "heartbeat", "schema", "server"),
                "live",
                List.of("silversmith"));

        for (Map.Entry<String, List<String>> probe : probes.entrySet()) {
            HttpResponse<String> answer =
                    RawRequest.to(base + "/health/" + probe.getKey()).send();
            try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
                assertThat(reader.readObject().getJsonArray("checks").getValuesAs(JsonObject.class))
                        .extracting(check -> check.getString("name"))
                        .containsExactlyInAnyOrderElementsOf(probe.getValue());
            }
            assertThat(answer.body()).doesNotContain("silversmith_", "jdbc", "localhost", "password");
        }
    }

    @Test
    void a_schema_that_is_not_this_servers_makes_it_not_ready_and_no_less_alive() throws Exception {
        ImageServer server = ImageServer.get();
        Awaitility.await("started")
                .atMost(Duration.ofSeconds(30))
                .until(() -> RawRequest.to(server.baseUrl() + "/health/started")
                                .send()
                                .statusCode()
                        == 200);
        try (Connection superuser = server.database().asSuperuser()) {
            Sql.execute(superuser, "alter table silversmith.flyway_schema_history rename to gone");
            try {
                Awaitility.await("not ready for its schema")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> RawRequest.to(server.baseUrl() + "/health/ready")
                                        .send()
                                        .statusCode()
                                == 503);
                for (String probe : List.of("live", "started")) {
                    assertThat(RawRequest.to(server.baseUrl() + "/health/" + probe)
                                    .send()
                                    .statusCode())
                            .as(probe)
                            .isEqualTo(200);
                }
            } finally {
                Sql.execute(superuser, "alter table silversmith.gone rename to flyway_schema_history");
            }
        }
        Awaitility.await("ready again")
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        RawRequest.to(server.baseUrl() + "/health/ready").send().statusCode() == 200);
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
        int port = ImageServer.get().httpsPort();
        List<String> names = new ArrayList<>();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Recorded(names)}, new SecureRandom());
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port)) {
            socket.startHandshake();
        }
        assertThat(names).singleElement().asString().contains("CN=");
    }

    /** Takes every certificate and remembers whose it is. */
    private static final class Recorded extends X509ExtendedTrustManager {

        private final List<String> names;

        Recorded(List<String> names) {
            this.names = names;
        }

        private void record(X509Certificate[] chain) {
            names.add(chain[0].getSubjectX500Principal().getName());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            record(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            record(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            record(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
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
