package dev.silversmith.core.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    @ParameterizedTest
    @CsvSource({
        "'', abc, 3",
        "abc, '', 3",
        "abc, abc, 0",
        "kitten, sitting, 3",
        "load, laod, 1",
        "ab, ba, 1",
        "ca, abc, 3"
    })
    void the_distance_counts_single_changes_and_swaps(String from, String to, int distance) {
        assertThat(NearestName.editDistance(from, to)).isEqualTo(distance);
        assertThat(NearestName.editDistance(to, from)).isEqualTo(distance);
    }

    @Test
    void the_nearest_is_the_first_of_the_nearest() {
        assertThat(NearestName.of("b", List.of("a", "c", "bbb"))).contains("a");
        assertThat(NearestName.of("b", List.of())).isEmpty();
    }

    @Test
    void a_slip_is_near() {
        List<String> names = List.of("silver.load_fact_order", "silver.load_dim_store");

        assertThat(NearestName.didYouMean("silver.load_fact_odrer", names))
                .isEqualTo("; did you mean silver.load_fact_order?");
        assertThat(NearestName.didYouMean("bronze.purge", names)).isEmpty();
        assertThat(NearestName.slip("a", List.of("b"))).isEmpty();
    }
}
