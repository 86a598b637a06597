package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PauseTest {

    @Test
    void whoever_is_interrupted_while_it_waits_for_an_answer_leaves_it_to_the_recovery_and_stays_interrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Pause.beforeNextTry("an outcome", () -> false))
                .isInstanceOf(CutShort.class)
                .hasMessageContaining("an outcome");

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void nobody_waits_when_nothing_is_waited_for_any_more() {
        assertThatThrownBy(() -> Pause.beforeNextTry("an outcome", () -> true)).isInstanceOf(CutShort.class);
    }
}
