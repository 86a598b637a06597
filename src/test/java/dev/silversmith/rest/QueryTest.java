package dev.silversmith.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

    private static ProblemException refusal(Query query) {
        return catchThrowableOfType(ProblemException.class, query::check);
    }
}
