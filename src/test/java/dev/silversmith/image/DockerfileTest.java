package dev.silversmith.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.boot.Settings;
import dev.silversmith.testing.ImageFile;
import dev.silversmith.testing.ImageFile.Instruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the Dockerfile has to say: no Docker is needed to see it, and the server is started by the same words in ImageIT. */
class DockerfileTest {

    /** What is a secret by its name. */
    private static final Pattern SECRET = Pattern.compile("(?i)(password|secret|token)=");

    private final ImageFile image = new ImageFile();

    @Test
    void it_is_built_in_two_stages_and_the_second_has_no_build_tools() {
        List<String> stages = image.all().stream()
                .filter(instruction -> instruction.name().equals("FROM"))
                .map(Instruction::rest)
                .toList();

        assertThat(stages).hasSize(2);
        assertThat(stages.get(0)).startsWith("maven:").endsWith(" AS build");
        assertThat(stages.get(1)).matches("eclipse-temurin:17-jre\\S*");
        assertThat(image.last("COPY")).singleElement().asString().contains("--from=build", "/opt/wlp");
    }

    @Test
    void everything_that_the_build_copies_exists() {
        image.all().stream()
                .filter(instruction -> instruction.name().equals("COPY"))
                .filter(instruction -> !instruction.rest().startsWith("--from"))
                .flatMap(instruction ->
                        Arrays.stream(instruction.rest().split(" ", -1)).limit(1))
                .forEach(source -> assertThat(Path.of(source)).exists());
    }

    @Test
    void the_user_is_a_number_and_not_root_and_owns_nothing_of_the_server() {
        assertThat(image.user()).matches("[1-9]\\d*");
        assertThat(image.last("COPY").get(0)).contains("--chown=0:0");
        assertThat(String.join(" ", image.last("RUN")))
                .contains("chown -R %s:0 /output /logs".formatted(image.user()))
                .doesNotContain("/opt/wlp /", "chmod 777");
    }

    @Test
    void it_has_a_health_check_of_readiness_with_tools_that_the_image_has() {
        assertThat(image.healthCheck().get(0)).as("a slim image has no curl").isEqualTo("bash");
        assertThat(image.healthCheck().get(2)).contains("/health/ready", "${SILVERSMITH_HTTP_PORT:-9080}");
        assertThat(image.last("HEALTHCHECK")).singleElement().asString().contains("--start-period=", "--timeout=");
    }

    @Test
    void the_server_gets_the_signals_itself_and_ends_at_sigterm() {
        assertThat(image.entrypoint()).containsExactly("server", "run", "silversmith");
        assertThat(image.last("STOPSIGNAL")).containsExactly("SIGTERM");
        assertThat(image.last("CMD")).isEmpty();
    }

    @Test
    void what_the_server_writes_lies_outside_of_it_and_memory_is_a_share_of_the_containers() {
        assertThat(image.environment())
                .containsEntry("WLP_OUTPUT_DIR", "/output")
                .containsEntry("LOG_DIR", "/logs")
                .containsEntry("SILVERSMITH_LOG_FORMAT", "json")
                .containsEntry("VARIABLE_SOURCE_DIRS", "/run/secrets");
        assertThat(image.environment().get("JVM_ARGS"))
                .contains("-XX:MaxRAMPercentage=")
                .doesNotContain("-Xmx");
    }

    @Test
    void no_secret_and_no_unknown_setting_is_in_a_layer() throws Exception {
        assertThat(image.all())
                .noneMatch(instruction -> instruction.name().equals("ARG")
                        || SECRET.matcher(instruction.rest()).find());
        assertThat(image.all().stream().map(Instruction::rest))
                .as("the generated password of the build's key store")
                .anyMatch(rest -> rest.contains("rm -rf") && rest.contains("server.env"));
        assertThat(Files.readString(Path.of(".dockerignore")))
                .contains("liberty/configDropins/overrides")
                .startsWith("*\n");
        assertThat(Stream.of(image.environment().keySet().toArray(String[]::new))
                        .filter(name -> name.startsWith("SILVERSMITH_")))
                .isSubsetOf(Settings.ALL.stream().map(setting -> setting.key()).toList());
    }
}
