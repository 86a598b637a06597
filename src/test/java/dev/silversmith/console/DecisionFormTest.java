package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.Role;
import dev.silversmith.core.run.Reason;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written into the form of a decision has the limits of the API's. */
class DecisionFormTest {

    private static final class Approver extends Caller {

        @Override
        boolean has(Role role) {
            return role == Role.APPROVER;
        }
    }

    private final DecisionForm form = new DecisionForm(new Approver(), Role.OPERATOR, Optional::empty);
    private final AtomicInteger done = new AtomicInteger();

    @BeforeEach
    void nothingIsDone() {
        done.set(0);
    }

    @Test
    void a_reason_may_be_as_long_as_the_apis_and_no_longer() {
        form.setReason("x".repeat(Reason.LONGEST));
        assertThat(form.approve(done::incrementAndGet)).isTrue();

        form.setReason("x".repeat(Reason.LONGEST + 1));
        assertThat(form.approve(done::incrementAndGet)).isFalse();
        assertThat(form.getProblem()).contains("10,000");
        assertThat(form.reject(done::incrementAndGet)).isFalse();
        assertThat(done).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"looked at it\u0000 well", "half of a pair \ud83d", "the other \ude00 half"})
    void what_the_database_cannot_keep_is_refused(String reason) {
        form.setReason(reason);

        assertThat(form.approve(done::incrementAndGet)).isFalse();
        assertThat(form.reject(done::incrementAndGet)).isFalse();
        assertThat(form.getProblem()).contains("cannot be kept");
        assertThat(done).hasValue(0);
    }

    @Test
    void a_withdrawal_keeps_no_reason_and_a_role_is_needed_for_it() {
        form.setReason("\u0000");

        assertThat(form.withdraw(done::incrementAndGet)).isFalse();
        assertThat(form.getProblem()).contains("operator");
        assertThat(done).hasValue(0);
    }
}
