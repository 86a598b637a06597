package dev.silversmith.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.boot.Settings;
import dev.silversmith.testing.ImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The example of an installation, read: what it names exists, and what it sets is known. */
class ComposeTest {

    private static final Path FOLDER = Path.of("src/ops");

    /** The server's own variables, which the README explains. */
    private static final Set<String> OF_LIBERTY = Set.of("keystore_password", "ltpa_keys_password");

    /** Made by whoever installs it, as the file's first lines say. */
    private static final String MADE_THERE = "\\./(secrets/.*|users\\.xml)";

    private final Map<?, ?> file = read();
    private final Map<?, ?> server = map(map(file, "services"), "silversmith");
    private final Map<?, ?> database = map(map(file, "services"), "database");

    private static Map<?, ?> read() {
        try {
            return (Map<?, ?>) new Load(LoadSettings.builder().build())
                    .loadFromString(Files.readString(FOLDER.resolve("compose.yaml")));
        } catch (IOException fault) {
            throw new java.io.UncheckedIOException(fault);
        }
    }

    private static Map<?, ?> map(Map<?, ?> from, String key) {
        return (Map<?, ?>) from.get(key);
    }

    private static List<String> list(Map<?, ?> from, String key) {
        return ((Collection<?>) from.get(key)).stream().map(Object::toString).toList();
    }

    @Test
    void every_variable_and_secret_of_the_server_is_a_known_setting() {
        Set<String> known = Settings.ALL.stream().map(setting -> setting.key()).collect(Collectors.toSet());

        assertThat(Stream.concat(
                        map(server, "environment").keySet().stream().map(Object::toString),
                        list(server, "secrets").stream()))
                .allMatch(name -> known.contains(name) || OF_LIBERTY.contains(name))
                .contains("SILVERSMITH_DB_URL", "SILVERSMITH_DB_PASSWORD");
        assertThat(map(server, "environment").keySet().stream().map(Object::toString))
                .as("secrets are files")
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("password"));
    }

    @Test
    void every_secret_that_is_used_is_declared_and_every_file_that_is_mounted_exists() {
        assertThat(map(file, "secrets").keySet().stream().map(Object::toString))
                .containsAll(list(server, "secrets"))
                .containsAll(list(database, "secrets"));
        Stream.concat(list(server, "volumes").stream(), list(database, "volumes").stream())
                .map(volume -> volume.substring(0, volume.indexOf(':')))
                .filter(source -> source.startsWith(".") && !source.matches(MADE_THERE))
                .forEach(
                        source -> assertThat(FOLDER.resolve(source).normalize()).isRegularFile());
        assertThat(FOLDER.resolve(server.get("build").toString()).resolve("Dockerfile"))
                .isRegularFile();
    }

    @Test
    void the_server_waits_for_a_healthy_database_and_runs_on_a_read_only_root() {
        assertThat(map(map(server, "depends_on"), "database").get("condition")).isEqualTo("service_healthy");
        assertThat(database.get("healthcheck")).isNotNull();
        assertThat(server.get("read_only")).isEqualTo(true);
        assertThat(list(server, "cap_drop")).containsExactly("ALL");
        ImageFile image = new ImageFile();
        assertThat(list(server, "tmpfs"))
                .contains(
                        image.environment().get("WLP_OUTPUT_DIR") + ":uid=" + image.user() + ",gid=0,mode=0770",
                        image.environment().get("LOG_DIR") + ":uid=" + image.user() + ",gid=0,mode=0770",
                        "/tmp:mode=1777");
    }

    @Test
    void it_is_given_more_time_to_stop_than_it_takes() {
        int takes = Integer.parseInt(
                map(server, "environment").get("SILVERSMITH_STOP_SECONDS").toString());

        assertThat(server.get("stop_grace_period")).isEqualTo("%ds".formatted(takes + 15));
    }

    @Test
    void the_databases_passwords_are_those_of_the_servers_logins() throws Exception {
        String script = Files.readString(FOLDER.resolve("passwords.sh"));

        assertThat(script)
                .contains("give %s %s".formatted(Settings.DB_USER.defaultValue(), Settings.DB_PASSWORD.key()))
                .contains("give %s %s"
                        .formatted(Settings.WAREHOUSE_USER.defaultValue(), Settings.WAREHOUSE_PASSWORD.key()))
                .contains("give %s %s"
                        .formatted(Settings.MIGRATION_USER.defaultValue(), Settings.MIGRATION_PASSWORD.key()));
    }
}
