package dev.silversmith.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.silversmith.app.port.Period;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    @Test
    void what_is_absent_has_its_default() {
        Query query = new Query(Map.of());

        assertThat(query.limit()).isEqualTo(50);
        assertThat(query.cursor()).isEmpty();
        assertThat(query.flag("dryRun")).isFalse();
        assertThat(query.words("status", Map.of("failed", 1))).isEmpty();
        assertThatCode(query::check).doesNotThrowAnyException();
    }

    @Test
    void words_may_be_repeated_or_separated_by_commas() {
        Query query = new Query(Map.of("status", List.of("failed,running", "queued")));

        assertThat(query.words("status", Map.of("failed", 1, "running", 2, "queued", 3)))
                .containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "201", "-1", "1.5", "x", "99999999999", "1;select"})
    void a_limit_outside_its_range_is_refused(String limit) {
        Query query = new Query(Map.of("limit", List.of(limit)));

        query.limit();

        assertThat(refusal(query).violations()).extracting(Violation::pointer).containsExactly("?limit");
    }

    @Test
    void every_mistake_is_told() {
        Query query = new Query(Map.of(
                "bogus", List.of("1"), "flag", List.of("yes"), "twice", List.of("a", "b"), "status", List.of("done")));

        query.flag("flag");
        query.text("twice");
        query.words("status", Map.of("failed", 1));

        ProblemException refusal = refusal(query);
        assertThat(refusal.problem()).isEqualTo(Problem.INVALID_REQUEST);
        assertThat(refusal.violations())
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("?bogus", "?flag", "?twice", "?status");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23, 2026-11-23T00:00:00Z",
        "2026-11-23T06:00:00Z, 2026-11-23T06:00:00Z",
        "2026-11-23T06:00:00.123456+05:30, 2026-11-23T00:30:00.123456Z",
        "2026-11-23T06:00:00.1234560Z, 2026-11-23T06:00:00.123456Z",
        "2026-11-23T06:00:00.1234561Z, 2026-11-23T06:00:00.123457Z",
    })
    void a_time_is_an_instant_in_any_zone_or_a_date_in_utc(String text, Instant meant) {
        Query query = new Query(Map.of("from", List.of(text)));

        assertThat(query.period()).isEqualTo(new Period(Optional.of(meant), Optional.empty()));
        assertThatCode(query::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "now",
                "2026-02-30",
                "2026-11-23T06:00:00",
                "10000-01-01T00:00:00Z",
                "0000-01-01",
                "2026-11-23T06:00:00 02:00"
            })
    void what_is_no_time_of_a_calendar_is_refused(String text) {
        Query query = new Query(Map.of("to", List.of(text)));

        query.period();

        assertThat(refusal(query).violations()).extracting(Violation::pointer).containsExactly("?to");
    }

    @Test
    void a_plus_that_came_as_a_blank_is_explained() {
        Query query = new Query(Map.of("to", List.of("2026-11-23T06:00:00 02:00")));

        query.period();

        assertThat(refusal(query)).hasMessageEndingWith("write + as %2B");
    }

    @Test
    void a_period_that_ends_before_it_begins_is_refused() {
        Query query = new Query(Map.of("from", List.of("2026-11-23"), "to", List.of("2026-11-22")));

        query.period();

        assertThat(refusal(query)).hasMessage("?to is before from");
    }

    @Test
    void procedures_are_repeated_and_unquoted_names_fold() {
        Query query = new Query(Map.of("procedure", List.of("Silver.Load_X", "silver.\"Load, X\"")));

        assertThat(query.procedures("procedure"))
                .containsExactly(new QualifiedName("silver", "load_x"), new QualifiedName("silver", "Load, X"));
        assertThatCode(query::check).doesNotThrowAnyException();
    }

    @Test
    void a_parameter_that_is_there_too_often_is_refused() {
        Query query = new Query(Map.of("procedure", Collections.nCopies(101, "silver.load_x")));

        query.procedures("procedure");

        assertThat(refusal(query)).hasMessage("?procedure may be there 100 times at most");
    }

    @Test
    void an_answer_names_a_hundred_mistakes_and_no_more() {
        Query query = new Query(Map.of("status", List.of(",".repeat(10_000))));

        query.words("status", Map.of("failed", 1));

        assertThat(refusal(query).violations()).hasSize(100);
    }

    private static ProblemException refusal(Query query) {
        return catchThrowableOfType(ProblemException.class, query::check);
    }
}
