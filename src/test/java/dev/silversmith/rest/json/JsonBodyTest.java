package dev.silversmith.rest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonBodyTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void fields_are_read_by_their_type() {
        body("""
                {"t": "a", "f": true, "n": 3, "w": "stop", "d": "2026-11-23", "p": "PT5M", "none": null,
                 "o": {"x": "text", "y": 1e3, "z": false, "e": null}}""").read(fields -> {
            assertThat(fields.text("t", 10)).contains("a");
            assertThat(fields.flag("f")).contains(true);
            assertThat(fields.number("n", 1, 5)).contains(3);
            assertThat(fields.word("w", Map.of("stop", 1))).contains(1);
            assertThat(fields.date("d")).contains(LocalDate.of(2026, 11, 23));
            assertThat(fields.duration("p", SECOND, HOUR)).contains(Duration.ofMinutes(5));
            assertThat(fields.text("none", 10)).isEmpty();
            assertThat(fields.text("absent", 10)).isEmpty();
            assertThat(fields.object("o", JsonFields::literals))
                    .contains(Map.of(
                            "x", Literal.string("text"),
                            "y", Literal.number("1000"),
                            "z", Literal.bool(false),
                            "e", Literal.NULL));
            return null;
        });
    }

    static Stream<Arguments> wrong_values() {
        return Stream.of(
                arguments("{\"a\": 1}", reading(fields -> fields.text("a", 9)), "must be a text"),
                arguments("{\"a\": \"12345\"}", reading(fields -> fields.text("a", 4)), "at most 4 characters, not 5"),
                arguments("{\"a\": \"true\"}", reading(fields -> fields.flag("a")), "must be true or false"),
                arguments("{\"a\": 0}", reading(fields -> fields.number("a", 1, 5)), "whole number from 1 to 5"),
                arguments("{\"a\": 1.5}", reading(fields -> fields.number("a", 1, 5)), "whole number from 1 to 5"),
                arguments("{\"a\": \"3\"}", reading(fields -> fields.number("a", 1, 5)), "must be a number"),
                arguments(
                        "{\"a\": \"Full\"}",
                        reading(fields -> fields.word("a", Map.of("full", 1, "incremental", 2))),
                        "'Full' is none of: full, incremental"),
                arguments("{\"a\": \"23.11.2026\"}", reading(fields -> fields.date("a")), "is not a date"),
                arguments("{\"a\": \"+999999999-01-01\"}", reading(fields -> fields.date("a")), "years 1 to 9999"),
                arguments("{\"a\": \"-0500-01-01\"}", reading(fields -> fields.date("a")), "years 1 to 9999"),
                arguments("{\"a\": 1e400}", reading(fields -> fields.number("a", 1, 5)), "whole number from 1 to 5"),
                arguments("{\"a\": 1e-400}", reading(fields -> fields.number("a", 1, 5)), "whole number from 1 to 5"),
                arguments(
                        "{\"a\": " + "9".repeat(40) + "}",
                        reading(fields -> fields.number("a", 1, 5)),
                        "whole number from 1 to 5"),
                arguments(
                        "{\"a\": \"5m\"}", reading(fields -> fields.duration("a", SECOND, HOUR)), "is not a duration"),
                arguments(
                        "{\"a\": \"PT0S\"}",
                        reading(fields -> fields.duration("a", SECOND, HOUR)),
                        "must last from PT1S to PT1H"),
                arguments(
                        "{\"a\": \"PT61M\"}", reading(fields -> fields.duration("a", SECOND, HOUR)), "must last from"),
                arguments(
                        "{\"a\": \"P99999999999D\"}",
                        reading(fields -> fields.duration("a", SECOND, HOUR)),
                        "must last from"),
                arguments(
                        "{\"a\": \"PT1.0005S\"}",
                        reading(fields -> fields.duration("a", SECOND, HOUR)),
                        "whole milliseconds"),
                arguments(
                        "{\"a\": []}",
                        reading(fields -> fields.object("a", JsonFields::literals)),
                        "must be an object"),
                arguments("{\"a\": 1}", reading(fields -> null), "there is no such field"));
    }

    @ParameterizedTest
    @MethodSource("wrong_values")
    void a_wrong_value_is_refused_at_its_pointer(String json, Function<JsonFields, ?> reading, String words) {
        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> body(json).read(reading));

        assertThat(refusal.problem()).isEqualTo(Problem.INVALID_REQUEST);
        assertThat(refusal.violations()).hasSize(1);
        assertThat(refusal.violations().get(0).pointer()).isEqualTo("/a");
        assertThat(refusal.violations().get(0).detail()).contains(words);
    }

    @Test
    void mistakes_inside_objects_have_the_whole_pointer() {
        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> body("{\"p\": {\"a/b\": {\"~\": [1]}}}")
                        .read(fields -> fields.object("p", inner -> inner.object("a/b", JsonFields::literals))));

        assertThat(refusal.violations()).extracting(Violation::pointer).containsExactly("/p/a~1b/~0");
    }

    @Test
    void fields_without_behaviour_are_named() {
        ProblemException refusal = catchThrowableOfType(
                ProblemException.class, () -> body("{\"dryRun\": false}").read(fields -> {
                    fields.notBuiltYet("dryRun", "timeout");
                    return null;
                }));

        assertThat(refusal.problem()).isEqualTo(Problem.NOT_BUILT_YET);
        assertThat(refusal.violations()).containsExactly(new Violation("/dryRun", "dryRun is not supported yet"));
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments("", ""),
                arguments("[]", ""),
                arguments("{", ""),
                arguments("{} {}", ""),
                arguments("{\"a\": 1,}", ""),
                arguments("{'a': 1}", ""),
                arguments("{\"a\": NaN}", ""),
                arguments("\uFEFF{}", ""),
                arguments("{\"a\": 1, \"b\": {\"c\": 1, \"c\": 2}}", "/b/c"),
                arguments("{\"a\": [\"x\", \"\\u0000\"]}", "/a/1"),
                arguments("{\"a\": \"\\ud800\"}", "/a"),
                arguments("{\"a\": \"\\udc00\\ud800\"}", "/a"),
                arguments("{\"a\\u0000\": 1}", ""),
                arguments("{\"a\": " + "9".repeat(1001) + "}", "/a"),
                arguments("{\"a\": 1e99999999999}", "/a"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void what_is_not_clean_json_is_malformed(String json, String pointer) {
        ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> body(json));

        assertThat(refusal.problem()).isEqualTo(Problem.MALFORMED_REQUEST);
        assertThat(refusal.violations())
                .extracting(Violation::pointer)
                .isEqualTo(pointer.isEmpty() ? List.of() : List.of(pointer));
    }

    @Test
    void a_long_key_is_malformed_and_not_repeated() {
        ProblemException refusal = catchThrowableOfType(
                ProblemException.class, () -> body("{\"p\": {\"%s\": {\"x\": []}}}".formatted("k".repeat(1001))));

        assertThat(refusal.problem()).isEqualTo(Problem.MALFORMED_REQUEST);
        assertThat(refusal.violations()).extracting(Violation::pointer).containsExactly("/p");
        assertThat(refusal.violations().get(0).detail()).isEqualTo("a key has more than 1000 characters");
    }

    @Test
    void of_very_many_mistakes_the_first_hundred_are_named() {
        StringBuilder json = new StringBuilder("{\"k\": 1");
        for (int i = 0; i < 100_000; i++) {
            json.append(", \"k%d\": []".formatted(i));
        }

        ProblemException refusal = catchThrowableOfType(
                ProblemException.class, () -> body(json.append("}").toString()).read(fields -> fields.flag("k")));

        assertThat(refusal.violations()).hasSize(100);
        assertThat(refusal).hasMessageEndingWith("(and at least 99 more)");
    }

    @Test
    void nesting_without_end_is_refused() {
        ProblemException refusal =
                catchThrowableOfType(ProblemException.class, () -> body("{\"a\":" + "[".repeat(100_000)));

        assertThat(refusal).hasMessageContaining("nested more than 32 deep");
    }

    @Test
    void a_surrogate_pair_is_one_character() {
        Optional<String> text = body("{\"a\": \"\\ud83d\\ude00\"}").read(fields -> fields.text("a", 10));

        assertThat(text).contains("😀");
    }

    private static Function<JsonFields, ?> reading(Function<JsonFields, ?> reading) {
        return reading;
    }

    private static JsonBody body(String json) {
        return new JsonBody(JsonText.parse(json));
    }
}
