package dev.silversmith.rest.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.silversmith.app.RunRequest;
import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.rest.json.Bodies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

    /** Every field with its default in all the ways in which it can be said; the empty text leaves the field out. */
    private static final List<List<String>> DEFAULTS = List.of(
            List.of("", "\"mode\": null", "\"mode\": \"incremental\"", "\"mo\\u0064e\": \"\\u0069ncremental\""),
            List.of("", "\"transactionScope\" : null", "\"transactionScope\":\"per_procedure\""),
            List.of("", "\"select\": null", "\"select\": \"\""),
            List.of("", "\"exclude\": null", "\"exclude\": \"\""),
            List.of("", "\"parameters\": null", "\"parameters\": {}"),
            List.of("", "\"maxParallel\": null", "\"maxParallel\": 4", "\"maxParallel\": 4.0", "\"maxParallel\": 4e0"),
            List.of("", "\"onFailure\": null", "\"onFailure\": \"continue\""),
            List.of("", "\"onOverlap\": null", "\"onOverlap\": \"queue\""),
            List.of("", "\"timeout\": null"),
            List.of("", "\"dryRun\": null", "\"dryRun\": false"),
            List.of("", "\"businessDate\": null"),
            List.of("", "\"timeZone\": null", "\"timeZone\": \"Z\""),
            List.of("", "\"fullRefresh\": null"));

    private final RequestReader reader = new RequestReader(new EngineSettings(
            "s", "1", "w", 4, 32, Duration.ofSeconds(30), 3, Duration.ofSeconds(20), 10_000, 12, true, 9443));

    private RunRequest read(String json) {
        return reader.read(Bodies.of(json));
    }

    @Test
    void parameters_of_a_procedure_that_is_named_twice_in_different_spellings_are_refused() {
        assertThatThrownBy(() -> read("{\"parameters\": {\"s.p\": {\"a\": 1}, \"S.P\": {\"a\": 2}}}"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("/parameters/S.P is s.p once more");
    }

    @Test
    void a_thousand_ways_to_say_the_defaults_are_one_request() {
        Random random = new Random(20261123);
        RunRequest empty = read("{}");
        for (int i = 0; i < 1000; i++) {
            List<String> fields = new ArrayList<>();
            for (List<String> ways : DEFAULTS) {
                fields.add(ways.get(random.nextInt(ways.size())));
            }
            fields.removeIf(String::isEmpty);
            Collections.shuffle(fields, random);
            String body = "{" + String.join(random.nextBoolean() ? "," : " ,\n\t", fields) + "}";

            assertThat(read(body)).as(body).isEqualTo(empty);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"timeout\": \"PT60M\"} | {\"timeout\": \"PT1H\"}",
                "{\"timeout\": \"PT1.500S\"} | {\"timeout\": \"PT1.5S\"}",
                "{\"select\": \"tag:\\u0061\", \"exclude\": \"a\\/b\"} | {\"exclude\":\"a/b\",\"select\":\"tag:a\"}",
                "{\"parameters\": {\"a.b\": {\"x\": 1, \"y\": \"2\"}, \"a.a\": {\"z\": null}}} | {\"parameters\": {\"a.a\": {\"z\": null}, \"a.b\": {\"y\": \"2\", \"x\": 1}}}",
                "{\"parameters\": {\"A.B\": {\"x\": 40}}} | {\"parameters\": {\"a.b\": {\"x\": 4e1}}}",
            })
    void what_means_the_same_is_the_same(String one, String other) {
        assertThat(read(one)).isEqualTo(read(other));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"PT0.999S", "PT0S", "-PT1H", "P31DT0.001S", "PT1.0001S", "1h", "", "P99999999999999D", "PT1H "})
    void a_timeout_out_of_bounds_is_refused_at_its_pointer(String timeout) {
        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> read("{\"timeout\": \"" + timeout + "\"}"));

        assertThat(refusal.violations()).extracting(Violation::pointer).containsExactly("/timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1S", "PT1.001S", "P31D"})
    void a_timeout_within_its_bounds_is_taken(String timeout) {
        assertThat(read("{\"timeout\": \"" + timeout + "\"}").timeout()).contains(Duration.parse(timeout));
    }

    @Test
    void more_lanes_than_the_server_has_are_refused_naming_the_limit() {
        assertThat(read("{\"maxParallel\": 32}").plan().maxParallel()).isEqualTo(32);

        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> read("{\"maxParallel\": 33}"));

        assertThat(refusal.violations())
                .containsExactly(new Violation(
                        "/maxParallel", "must be at most 32, the lanes of this server (SILVERSMITH_MAX_LANES)"));
    }
}
