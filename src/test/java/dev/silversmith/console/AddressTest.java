package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AddressTest {

    private static final Address RUNS = Address.of("/console/runs");

    @Test
    void what_is_said_stands_behind_the_path_in_one_order() {
        assertThat(RUNS).hasToString("/console/runs");
        assertThat(RUNS.with("status", List.of("failed", "running")).with("q", "x"))
                .hasToString("/console/runs?status=failed&status=running&q=x");
    }

    @Test
    void values_are_text_whatever_they_hold() {
        assertThat(RUNS.with("q", "silver.\"a<b>&'c\"+1 %?#=Ж"))
                .hasToString("/console/runs?q=silver.%22a%3Cb%3E%26%27c%22%2B1+%25%3F%23%3D%D0%96");
    }

    @Test
    void one_value_or_all_of_them_can_be_taken_away() {
        Address two = RUNS.with("status", List.of("failed", "running"));

        assertThat(two.without("status", "failed")).hasToString("/console/runs?status=running");
        assertThat(two.without("status", "failed").without("status", "running")).hasToString("/console/runs");
        assertThat(two.without("status").says("status")).isFalse();
        assertThat(two.with("status", "")).hasToString("/console/runs");
    }
}
