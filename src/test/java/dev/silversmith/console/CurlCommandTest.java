package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.RunRequest;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.FullRefresh;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.RequestBuilder;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurlCommandTest {

    private static final String HOSTILE = "silver.\"it's $(id) `id` \\ !x\"";

    private static RunRequest request(RequestBuilder plan) {
        var built = plan.select(HOSTILE).build();
        return new RunRequest(
                built,
                true,
                true,
                Optional.of(Duration.ofMinutes(30)),
                Optional.of(LocalDate.of(2026, 11, 23)),
                ZoneId.of("Europe/Berlin"),
                "console",
                built.mode() == Mode.FULL ? new FullRefresh(true, "it's needed now") : FullRefresh.UNCONFIRMED);
    }

    /** What the command's words are once a shell has read them. */
    private static List<String> words(String command) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", command.replaceFirst("^curl", "printf '%s\\\\n'")).start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "it's", "'", "''a''", "$HOME `id` \\ \" !1", "Имя", "-n"})
    void a_shell_reads_a_quoted_word_as_it_is(String word) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s' " + CurlCommand.quoted(word)).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(word);
    }

    @Test
    void a_view_is_refreshed_by_a_call_of_its_target_whatever_its_name() {
        assertThat(CurlCommand.refresh(new QualifiedName("silver", "a b'/c"), "op", "https://here"))
                .isEqualTo(
                        "curl -u 'op' -X POST 'https://here/api/v1/refresh-targets/silver.%22a%20b%27%2Fc%22/refresh'");
    }

    @Test
    void the_command_has_user_key_body_and_address_whatever_they_hold() throws Exception {
        RunRequest request = request(RequestBuilder.aRequest());
        String command = CurlCommand.of(request, "k'1", "o'neill", "https://host:9443");

        assertThat(words(command))
                .containsExactly(
                        "-u",
                        "o'neill",
                        "-H",
                        "Content-Type: application/json",
                        "-H",
                        "Idempotency-Key: k'1",
                        "--data-raw",
                        CurlCommand.body(request),
                        "https://host:9443/api/v1/runs");
    }

    @Test
    void the_body_says_what_the_form_says() {
        String body = CurlCommand.body(request(RequestBuilder.aRequest()
                .full()
                .perGroup()
                .maxParallel(3)
                .override("silver.\"O'Brien\"", "p_x", Literal.NULL)));

        JsonObject json = Json.createReader(new StringReader(body)).readObject();
        assertThat(json.getString("select")).isEqualTo(HOSTILE);
        assertThat(json.getString("mode")).isEqualTo("full");
        assertThat(json.getString("transactionScope")).isEqualTo("per_group");
        assertThat(json.getInt("maxParallel")).isEqualTo(3);
        assertThat(json.getString("onFailure")).isEqualTo("stop");
        assertThat(json.getString("onOverlap")).isEqualTo("reject");
        assertThat(json.getString("timeout")).isEqualTo("PT30M");
        assertThat(json.getString("businessDate")).isEqualTo("2026-11-23");
        assertThat(json.getString("timeZone")).isEqualTo("Europe/Berlin");
        assertThat(json.getJsonObject("parameters")
                        .getJsonObject("silver.\"O'Brien\"")
                        .isNull("p_x"))
                .isTrue();
        assertThat(json.getJsonObject("fullRefresh").getBoolean("confirmed")).isTrue();
        assertThat(json.getJsonObject("fullRefresh").getString("reason")).isEqualTo("it's needed now");
    }
}
