package dev.silversmith.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every pair of statuses, against a list that is written the other way round: as words. */
class StatusTest {

    private static final Set<String> RUN_CHANGES = words("""
            pending_approval>queued pending_approval>rejected pending_approval>expired pending_approval>cancelled
            queued>running queued>cancelled queued>failed queued>expired
            running>cancelling running>succeeded running>failed
            cancelling>cancelled cancelling>succeeded cancelling>failed
            failed>queued failed>pending_approval
            cancelled>queued cancelled>pending_approval
            """);

    private static final Set<String> STEP_CHANGES = words("""
            pending>running pending>failed pending>skipped pending>cancelled
            running>succeeded running>failed running>skipped running>rolled_back running>interrupted running>cancelled
            """);

    private static Set<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+")).collect(Collectors.toSet());
    }

    static Stream<Object[]> runPairs() {
        return Arrays.stream(RunStatus.values())
                .flatMap(from -> Arrays.stream(RunStatus.values()).map(to -> new Object[] {from, to}));
    }

    static Stream<Object[]> stepPairs() {
        return Arrays.stream(StepStatus.values())
                .flatMap(from -> Arrays.stream(StepStatus.values()).map(to -> new Object[] {from, to}));
    }

    @ParameterizedTest
    @MethodSource("runPairs")
    void a_run_changes_as_permitted_and_not_otherwise(RunStatus from, RunStatus to) {
        assertThat(from.mayBecome(to)).isEqualTo(RUN_CHANGES.contains(from.word() + ">" + to.word()));
    }

    @ParameterizedTest
    @MethodSource("stepPairs")
    void a_step_changes_as_permitted_and_not_otherwise(StepStatus from, StepStatus to) {
        assertThat(from.mayBecome(to)).isEqualTo(STEP_CHANGES.contains(from.word() + ">" + to.word()));
    }

    @ParameterizedTest
    @EnumSource
    void a_run_has_ended_or_not(RunStatus status) {
        assertThat(status.isFinal())
                .isEqualTo(words("succeeded failed cancelled rejected expired").contains(status.word()));
    }

    @ParameterizedTest
    @EnumSource
    void an_attempt_has_ended_unless_it_is_pending_or_running(StepStatus status) {
        assertThat(status.isFinal()).isEqualTo(!words("pending running").contains(status.word()));
    }

    @ParameterizedTest
    @EnumSource
    void the_word_of_a_run_status_leads_back_to_it(RunStatus status) {
        assertThat(RunStatus.ofWord(status.word())).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource
    void the_word_of_a_step_status_leads_back_to_it(StepStatus status) {
        assertThat(StepStatus.ofWord(status.word())).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "done", "RUNNING", "rolled-back"})
    void an_unknown_word_is_refused_by_name(String word) {
        assertThatThrownBy(() -> RunStatus.ofWord(word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown run status '%s'", word);
        assertThatThrownBy(() -> StepStatus.ofWord(word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("unknown step status '%s'", word);
    }

    @ParameterizedTest
    @EnumSource
    void the_outcomes_are_words_of_steps(Outcome outcome) {
        assertThat(new TreeSet<>(Set.of(StepStatus.values()))).contains(StepStatus.ofWord(outcome.word()));
    }
}
