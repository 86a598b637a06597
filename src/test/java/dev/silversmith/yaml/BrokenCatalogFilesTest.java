package dev.silversmith.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with a file, where, and in which words. */
class BrokenCatalogFilesTest {

    private static final String HEAD = "version: 1\nprocedures:\n  s.p:\n";
    private static final String P = "procedures.s.p";

    static Stream<Arguments> broken_files() {
        return Stream.of(
                arguments("", "line 1", "the file is empty; it begins with 'version: 1'"),
                arguments("# nothing\n", "line 1", "the file is empty"),
                arguments("[]", "line 1", "must be a mapping"),
                arguments("procedures: {}", "line 1", "the key 'version' is missing; it is 1"),
                arguments("version: 2", "version (line 1)", "there is no version 2 of this file, only 1"),
                arguments("version: '1'", "version (line 1)", "must be a whole number"),
                arguments("version: 1\nversion: 1", "version (line 2)", "the key is there twice, first in line 1"),
                arguments("version: 1\nprocedure: {}", "procedure (line 2)", "there is no key 'procedure' here"),
                arguments("version: 1\nprocedures: []", "procedures (line 2)", "must be a mapping"),
                arguments(
                        "version: 1\nprocedures: {load_x: {}}",
                        "procedures.load_x (line 2)",
                        "not a name of the form schema.name"),
                arguments(
                        "version: 1\nprocedures: {a.b.c: {}}",
                        "procedures.a.b.c (line 2)",
                        "not a name of the form schema.name"),
                arguments(
                        "version: 1\nprocedures: {'s.load x': {}}",
                        "procedures.s.load x (line 2)",
                        "quote a part with special characters"),
                arguments(
                        "version: 1\nprocedures:\n  s.p:\n  S.P:\n",
                        "procedures.S.P (line 4)",
                        "s.p is there twice, first in line 3"),
                arguments(
                        "version: 1\nprocedures: {s." + "x".repeat(64) + ": {}}",
                        "procedures.s." + "x".repeat(64) + " (line 2)",
                        "longer than 63 bytes"),
                arguments("version: 1\nprocedures: {s.p: 5}", P + " (line 2)", "must be a mapping"),
                arguments("version: 1\nprocedures: {[a]: {}}", "procedures.? (line 2)", "a key must be a plain text"),
                arguments(HEAD + "    kind: cube", P + ".kind (line 4)", "must be one of: dimension, fact, other"),
                arguments(HEAD + "    kind: Fact", P + ".kind (line 4)", "must be one of: dimension, fact, other"),
                arguments(HEAD + "    kind:", P + ".kind (line 4)", "must be one of"),
                arguments(
                        HEAD + "    knd: fact",
                        P + ".knd (line 4)",
                        "there is no key 'knd' here; did you mean 'kind'?"),
                arguments(
                        HEAD + "    owner: 7", P + ".owner (line 4)", "must be a text; put it in quotes if it is one"),
                arguments(HEAD + "    owner:", P + ".owner (line 4)", "has no value"),
                arguments(HEAD + "    owner: " + "x".repeat(201), P + ".owner (line 4)", "at most 200 characters"),
                arguments(HEAD + "    description: \"a\\0b\"", P + ".description (line 4)", "U+0000"),
                arguments(HEAD + "    description: \"\\ud800\"", null, "surrogate|not YAML"),
                arguments(HEAD + "    enabled: yes", P + ".enabled (line 4)", "must be true or false"),
                arguments(HEAD + "    modes: {ful: true}", P + ".modes.ful (line 4)", "there is no key 'ful' here"),
                arguments(HEAD + "    modes: {full: 1}", P + ".modes.full (line 4)", "must be true or false"),
                arguments(HEAD + "    dependsOn: s.q", P + ".dependsOn (line 4)", "must be a list"),
                arguments(
                        HEAD + "    dependsOn:\n    - s.q\n    - q",
                        P + ".dependsOn (line 6)",
                        "not a name of the form schema.name"),
                arguments(HEAD + "    dependsOn: [s.q, S.Q]", P + ".dependsOn (line 4)", "s.q is there twice"),
                arguments(HEAD + "    tags: [a, 2024]", P + ".tags (line 4)", "must be a text; put it in quotes"),
                arguments(HEAD + "    tags: [a, a]", P + ".tags (line 4)", "a is there twice"),
                arguments(HEAD + "    arguments: [' ']", P + ".arguments (line 4)", "is not the name of a type"),
                arguments(HEAD + "    searchPath: ['']", P + ".searchPath (line 4)", "a name must not be empty"),
                arguments(HEAD + "    timeout: 5m", P + ".timeout (line 4)", "must be an ISO-8601 duration like PT30M"),
                arguments(HEAD + "    timeout: 300", P + ".timeout (line 4)", "must be an ISO-8601 duration"),
                arguments(HEAD + "    timeout: PT0S", P + ".timeout (line 4)", "must be an ISO-8601 duration"),
                arguments(HEAD + "    timeout: -PT1S", P + ".timeout (line 4)", "must be an ISO-8601 duration"),
                arguments(
                        HEAD + "    lockTimeout: PT0.0001S",
                        P + ".lockTimeout (line 4)",
                        "must be an ISO-8601 duration"),
                arguments(HEAD + "    timeout: P30D", P + ".timeout (line 4)", "must be an ISO-8601 duration"),
                arguments(
                        HEAD + "    parameters: {p: {value: 1}}",
                        P + ".parameters.p (line 4)",
                        "the key 'type' is missing"),
                arguments(
                        HEAD + "    parameters: {p: {type: text}}",
                        P + ".parameters.p (line 4)",
                        "has no 'value', 'from' or 'secret'"),
                arguments(
                        HEAD + "    parameters: {p: {type: uuid, from: run.id, value: 1}}",
                        P + ".parameters.p.from (line 4)",
                        "one of 'value', 'from' and 'secret', not more"),
                arguments(
                        HEAD + "    parameters: {p: {type: uuid, from: run.ID}}",
                        P + ".parameters.p.from (line 4)",
                        "must be one of: watermark.lower, watermark.upper, run.id, run.mode"),
                arguments(
                        HEAD + "    parameters: {p: {type: uuid, from: value}}",
                        P + ".parameters.p.from (line 4)",
                        "must be one of: watermark.lower, watermark.upper, run.id, run.mode"),
                arguments(
                        HEAD + "    parameters: {p: {type: text, value: [1]}}",
                        P + ".parameters.p.value (line 4)",
                        "must be a text, a number, true, false or null"),
                arguments(
                        HEAD + "    parameters: {p: {type: text, value: 007}}",
                        P + ".parameters.p.value (line 4)",
                        "leading zeros; put it in quotes"),
                arguments(
                        HEAD + "    parameters: {p: {type: float8, value: .nan}}",
                        P + ".parameters.p.value (line 4)",
                        "put it in quotes"),
                arguments(
                        HEAD + "    parameters: {p: {type: numeric, value: 1e999999}}",
                        P + ".parameters.p.value (line 4)",
                        "too many digits"),
                arguments(
                        HEAD + "    parameters: {p: {type: numeric, value: " + "9".repeat(1001) + "}}",
                        P + ".parameters.p.value (line 4)",
                        "too many digits"),
                arguments(
                        HEAD + "    parameters: {p: {type: text, value: !!binary aGk=}}",
                        P + ".parameters.p.value (line 4)",
                        "tags are not supported"),
                arguments(
                        HEAD + "    parameters: {p: {type: text, value: !x a}}",
                        P + ".parameters.p.value (line 4)",
                        "tags are not supported"),
                arguments(
                        HEAD + "    parameters: {p: {type: text, value: a, valu: a}}",
                        P + ".parameters.p.valu (line 4)",
                        "there is no key 'valu' here"),
                arguments(
                        HEAD + "    parameters: {'': {type: text, value: a}}",
                        P + ". (line 4)|" + P + ".parameters. (line 4)",
                        "a name must not be empty"),
                arguments("version: 1\ngroups: {g: 5}", "groups.g (line 2)", "must be a mapping"),
                arguments(
                        "version: 1\ngroups: {g: {members: []}}", "groups.g (line 2)", "the key 'sequence' is missing"),
                arguments(
                        "version: 1\ngroups: {g: {sequence: 1}}", "groups.g (line 2)", "the key 'members' is missing"),
                arguments(
                        "version: 1\ngroups: {g: {sequence: 1.5, members: []}}",
                        "groups.g.sequence (line 2)",
                        "must be a whole number"),
                arguments(
                        "version: 1\ngroups: {g: {sequence: 99999999999, members: []}}",
                        "groups.g.sequence (line 2)",
                        "must be a whole number"),
                arguments(
                        "version: 1\ngroups: {g: {sequence: 1, members: [x]}}",
                        "groups.g.members (line 2)",
                        "not a name of the form schema.name"),
                arguments("version: 1\nx: [", null, "this is not YAML"),
                arguments("version: 1\n\tx: 1", "line 2", "this is not YAML"),
                arguments("version: 1\n--- \nversion: 1", null, "this is not YAML"),
                arguments("a: *nowhere", "line 1", "this is not YAML"),
                arguments("%YAML 9.9\n---\nversion: 1", null, "this is not YAML"),
                arguments("version: 1\nx: " + "[".repeat(100_000), "line 1", "nested more than 32 deep"),
                arguments(
                        "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]",
                        "line 1",
                        "must be a mapping"));
    }

    @ParameterizedTest
    @MethodSource("broken_files")
    void a_broken_file_is_refused_with_place_and_words(String file, String place, String words) {
        ProblemException refusal = ReadFile.refusal(file);

        assertThat(refusal.problem()).isEqualTo(Problem.INVALID_CATALOG);
        assertThat(refusal.violations()).as("%s", refusal.violations()).hasSize(1);
        Violation only = refusal.violations().get(0);
        if (place != null) {
            assertThat(place.split("\\|")).contains(only.pointer());
        }
        assertThat(words.split("\\|"))
                .anySatisfy(word -> assertThat(only.detail()).contains(word));
    }

    static Stream<String> keys_without_behaviour() {
        return Stream.of(HEAD + "    watermark: {type: xid8, upperBound: select 1, safeHorizon: true}");
    }

    @ParameterizedTest
    @MethodSource("keys_without_behaviour")
    void a_key_without_behaviour_is_refused_by_name(String file) {
        ProblemException refusal = ReadFile.refusal(file);

        assertThat(refusal.violations()).hasSize(1);
        assertThat(refusal.violations().get(0).detail()).endsWith(" is not supported yet");
    }

    @Test
    void a_file_of_too_many_values_is_refused_before_they_are_kept() {
        ProblemException refusal = ReadFile.refusal("version: 1\nx: [" + "a,".repeat(1_500_000) + "]");

        assertThat(refusal.getMessage()).contains("more than 1500000 keys and values");
    }

    @Test
    void an_alias_bomb_ends_quickly() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 100; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }

        ProblemException refusal = ReadFile.refusal(bomb.toString());

        assertThat(refusal.getMessage()).contains("this is not YAML");
    }

    @Test
    void a_node_that_contains_itself_is_refused() {
        ProblemException refusal = ReadFile.refusal("version: 1\nprocedures: &p\n  s.p: *p\n");

        assertThat(refusal.violations()).isNotEmpty();
    }
}
