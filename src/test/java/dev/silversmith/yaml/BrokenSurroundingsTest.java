package dev.silversmith.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are broken where they say what surrounds a call, each with its one mistake, its place and its words. */
class BrokenSurroundingsTest {

    private static final String HEAD = "version: 1\nprocedures:\n  silver.load_x:\n    ";
    private static final String P = "procedures.silver.load_x.";

    static Stream<Arguments> broken_files() {
        return Stream.of(
                arguments("freshness: P1M", "freshness (line 4)", "from PT0.001S to PT87840H"),
                arguments("freshness: -PT1H", "freshness (line 4)", "must be an ISO-8601 duration"),
                arguments("retry: {maxAttempts: 0}", "retry.maxAttempts (line 4)", "a whole number from 1 to 100"),
                arguments("retry: {maxAttempts: 101}", "retry.maxAttempts (line 4)", "a whole number from 1 to 100"),
                arguments("retry: {backoff: PT2H}", "retry.backoff (line 4)", "from PT0.001S to PT1H"),
                arguments("retry: {attempts: 1}", "retry.attempts (line 4)", "there is no key 'attempts' here"),
                arguments("transaction: mine", "transaction (line 4)", "must be one of: managed, own"),
                arguments("watermark: 5", "watermark (line 4)", "must be a mapping of keys to values"),
                arguments("watermark: {upperBound: select 1}", "watermark (line 4)", "the key 'type' is missing"),
                arguments(
                        "watermark: {type: date, upperBound: select 1}",
                        "watermark.type (line 4)",
                        "must be one of: timestamptz, bigint, xid8, text"),
                arguments("watermark: {type: bigint}", "watermark (line 4)", "one of the keys 'upperBound' and 'out'"),
                arguments(
                        "watermark: {type: bigint, upperBound: select 1, out: p}",
                        "watermark.upperBound (line 4)",
                        "must have one of the keys 'upperBound' and 'out'"),
                arguments(
                        "watermark: {type: bigint, upperBound: ' ; '}",
                        "watermark.upperBound (line 4)",
                        "has no value"),
                arguments(
                        "watermark:\n      type: timestamptz\n      upperBound: select 1\n      initial: 1970-01-01",
                        "watermark.initial (line 7)",
                        "'1970-01-01' is not a point in time with its offset"),
                arguments(
                        "watermark: {type: timestamptz, out: p, initial: '2026-02-30T00:00:00Z'}",
                        "watermark.initial (line 4)",
                        "is not a point in time"),
                arguments(
                        "watermark: {type: timestamptz, out: p, initial: infinity}",
                        "watermark.initial (line 4)",
                        "infinity"),
                arguments(
                        "watermark: {type: bigint, out: p, initial: 9223372036854775808}",
                        "watermark.initial (line 4)",
                        "is not a whole number of 64 bits"),
                arguments(
                        "watermark: {type: bigint, out: p, initial: 1.5}",
                        "watermark.initial (line 4)",
                        "must be a text; put it in quotes"),
                arguments(
                        "watermark: {type: xid8, out: p, initial: -1}",
                        "watermark.initial (line 4)",
                        "is not a transaction id of 64 bits"),
                arguments(
                        "watermark: {type: xid8, out: p, lookback: 1}",
                        "watermark.lookback (line 4)",
                        "a watermark of type xid8 has no lookback"),
                arguments(
                        "watermark: {type: text, out: p, lookback: PT1H}",
                        "watermark.lookback (line 4)",
                        "only timestamptz and bigint have"),
                arguments(
                        "watermark: {type: timestamptz, out: p, lookback: 10}",
                        "watermark.lookback (line 4)",
                        "'10' is not an ISO-8601 duration"),
                arguments("watermark: {type: bigint, out: p, lookback: -1}", "watermark.lookback (line 4)", "negative"),
                arguments(
                        "watermark: {type: bigint, out: p, lower: open}",
                        "watermark.lower (line 4)",
                        "must be one of: exclusive, inclusive"),
                arguments(
                        "watermark: {type: bigint, out: p, lower: exclusive, upper: exclusive}",
                        "watermark.upper (line 4)",
                        "rows exactly at a bound would never be loaded"),
                arguments(
                        "watermark: {type: xid8, out: p, safeHorizon: true}",
                        "watermark.safeHorizon (line 4)",
                        "safeHorizon: true is not supported yet"),
                arguments(
                        "watermark: {type: xid8, out: p, upperbound: select 1}",
                        "watermark.upperbound (line 4)",
                        "did you mean 'upperBound'?"),
                arguments("rows: p", "rows (line 4)", "must be a mapping"),
                arguments("rows: {}", "rows (line 4)", "the key 'out' is missing"),
                arguments("rows: {out: p, in: p}", "rows.in (line 4)", "there is no key 'in' here"),
                arguments("expect: {}", "expect (line 4)", "one of the keys 'minRows' and 'query'"),
                arguments("expect: {minRows: -1}", "expect.minRows (line 4)", "a whole number from 0"),
                arguments("expect: {minRows: 1, query: select true}", "expect (line 4)", "one of the keys"),
                arguments("afterSuccess: analyze silver.x", "afterSuccess (line 4)", "must be a list"),
                arguments(
                        "afterSuccess: [drop table silver.x]",
                        "afterSuccess (line 4)",
                        "'drop table silver.x' is not one of: vacuum analyze schema.table, analyze schema.table"),
                arguments("afterSuccess: [analyze]", "afterSuccess (line 4)", "is not one of"),
                arguments("afterSuccess: [analyze x]", "afterSuccess (line 4)", "not a name of the form schema.name"),
                arguments(
                        "afterSuccess: [analyze silver.x; drop table y]",
                        "afterSuccess (line 4)",
                        "quote a part with special characters"),
                arguments(
                        "afterSuccess:\n      - analyze silver.x\n      - analyze SILVER.x",
                        "afterSuccess (line 6)",
                        "analyze silver.x is there twice"),
                arguments("refresh: {view: s.v}", "refresh (line 4)", "must be a list of at most 100 mappings"),
                arguments(
                        "refresh: [" + "{view: s.v},".repeat(101) + "]",
                        "refresh (line 4)",
                        "must be a list of at most 100 mappings"),
                arguments("refresh:\n      - s.v", "refresh.0 (line 5)", "must be a mapping of keys to values"),
                arguments(
                        "refresh:\n      - {view: s.v}\n      - {blocking: true}",
                        "refresh.1 (line 6)",
                        "the key 'view' is missing"),
                arguments("refresh: [{view: v}]", "refresh.0.view (line 4)", "not a name of the form schema.name"),
                arguments(
                        "refresh: [{view: s.v, trigger: failure}]",
                        "refresh.0.trigger (line 4)",
                        "must be one of: success, always"),
                arguments("refresh: [{view: s.v, blocking: 1}]", "refresh.0.blocking (line 4)", "true or false"),
                arguments("refresh: [{view: s.v, sequence: first}]", "refresh.0.sequence (line 4)", "whole number"),
                arguments(
                        "parameters: {p: {type: text, secret: 'a b'}}",
                        "parameters.p.secret (line 4)",
                        "is not the name of a configuration property"),
                arguments(
                        "parameters: {p: {type: text, secret: A, value: b}}",
                        "parameters.p.secret (line 4)",
                        "one of 'value', 'from' and 'secret', not more"),
                arguments(
                        "parameters: {p: {type: text, from: run.id, secret: A}}",
                        "parameters.p.from (line 4)",
                        "one of 'value', 'from' and 'secret', not more"));
    }

    @ParameterizedTest
    @MethodSource("broken_files")
    void a_broken_file_is_refused_with_place_and_words(String line, String place, String words) {
        ProblemException refusal = ReadFile.refusal(HEAD + line);

        assertThat(refusal.problem()).isEqualTo(Problem.INVALID_CATALOG);
        assertOnly(refusal, P + place, words);
    }

    static Stream<Arguments> broken_targets() {
        return Stream.of(
                arguments("s.v: {concurrent: true}", "s.v.concurrent (line 3)", "did you mean 'concurrently'?"),
                arguments("s.v: {concurrently: yes}", "s.v.concurrently (line 3)", "must be true or false"),
                arguments("v: {}", "v (line 3)", "not a name of the form schema.name"),
                arguments("s.v: {}\n  S.V: {}", "S.V (line 4)", "s.v is there twice, first in line 3"));
    }

    @ParameterizedTest
    @MethodSource("broken_targets")
    void a_broken_refresh_target_is_refused(String target, String place, String words) {
        assertOnly(ReadFile.refusal("version: 1\nrefreshTargets:\n  " + target), "refreshTargets." + place, words);
    }

    private static void assertOnly(ProblemException refusal, String place, String words) {
        assertThat(refusal.violations())
                .as("%s", refusal.violations())
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.pointer()).isEqualTo(place);
                    assertThat(violation.detail()).contains(words);
                });
    }
}
