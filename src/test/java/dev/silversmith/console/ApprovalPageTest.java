package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.CancelRun;
import dev.silversmith.app.DecideRun;
import dev.silversmith.app.Role;
import dev.silversmith.app.ShowImpact;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.plan.Impact;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page of a request lets whom do. */
class ApprovalPageTest {

    private final SampleRuns runs = new SampleRuns();
    private final RecordedAnswer answer = new RecordedAnswer();
    private final List<String> done = new ArrayList<>();
    private final List<Violation> changes = new ArrayList<>();
    private Optional<ProblemException> refusal = Optional.empty();

    private ApprovalPage page(SampleCaller caller) {
        caller.parameters.putIfAbsent("id", "7");
        caller.parameters.putIfAbsent("plan", "0123456789abcdef");
        return new ApprovalPage(runs, impact(), decision(), cancel(), caller, answer);
    }

    private ShowImpact impact() {
        return new ShowImpact(runs, null, null, null) {
            @Override
            public Optional<RunImpact> of(RunView run) {
                Impact impact = new Impact(
                        List.of(), new Impact.Dependants(0, List.of()), List.of(), new Impact.Totals(0, 0, 0, 0, 0));
                return Optional.of(new RunImpact(run, impact, List.of(), Map.of(), changes));
            }
        };
    }

    private DecideRun decision() {
        return new DecideRun(null, null) {
            @Override
            public void decide(
                    UUID runId, boolean approve, Optional<String> reason, Optional<String> seen, String actor) {
                refusal.ifPresent(why -> {
                    throw why;
                });
                done.add("%s %s %s".formatted(actor, approve ? "approves" : "rejects", reason.orElse("")));
            }
        };
    }

    private CancelRun cancel() {
        return new CancelRun(null, null) {
            @Override
            public RunStatus cancel(UUID runId, String actor) {
                done.add(actor + " withdraws");
                return RunStatus.CANCELLED;
            }
        };
    }

    private static SampleCaller approver() {
        return new SampleCaller("approver", Role.APPROVER);
    }

    @Test
    void an_approver_may_decide_and_not_withdraw() {
        runs.fullRun(7, RunStatus.PENDING_APPROVAL, "operator", Optional.empty());
        ApprovalPage page = page(approver());

        assertThat(page.isApprovable()).isTrue();
        assertThat(page.getForm().isDecidable()).isTrue();
        assertThat(page.getForm().isWithdrawable()).isFalse();
        assertThat(page.approve()).isEqualTo("/console/approval?faces-redirect=true&id=7&said=approve");
        assertThat(done).containsExactly("approver approves ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "OPERATOR", " operator ", "ｏｐｅｒａｔｏｒ"})
    void whoever_asked_may_withdraw_and_not_decide_whatever_their_roles_and_spelling(String name) {
        runs.fullRun(7, RunStatus.PENDING_APPROVAL, "operator", Optional.empty());
        ApprovalPage page = page(new SampleCaller(name, Role.values()));

        assertThat(page.getForm().isOwn()).isTrue();
        assertThat(page.getForm().isDecidable()).isFalse();
        assertThat(page.isApprovable()).isFalse();
        assertThat(page.getForm().isWithdrawable()).isTrue();
        assertThat(page.withdraw()).endsWith("said=withdraw");
        assertThat(done).containsExactly(name + " withdraws");
    }

    @Test
    void who_resumed_the_run_has_asked_too() {
        runs.fullRun(7, RunStatus.PENDING_APPROVAL, "admin", Optional.empty());

        assertThat(page(new SampleCaller("admin", Role.values())).getForm().isDecidable())
                .isFalse();
        assertThat(page(new SampleCaller("operator", Role.values())).getForm().isDecidable())
                .isFalse();
        assertThat(page(approver()).getForm().isDecidable()).isTrue();
    }

    @Test
    void without_the_role_nothing_can_be_done_with_a_forged_form_either() {
        runs.fullRun(7, RunStatus.PENDING_APPROVAL, "operator", Optional.empty());
        ApprovalPage page = page(new SampleCaller("viewer", Role.VIEWER));
        page.getForm().setReason("long enough, it is");

        assertThat(page.getForm().isDecidable()).isFalse();
        assertThat(page.approve()).isNull();
        assertThat(page.reject()).isNull();
        assertThat(page.withdraw()).isNull();
        assertThat(page.getForm().getProblem()).contains("needs the role");
        assertThat(done).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = RunStatus.class, mode = Mode.EXCLUDE, names = "PENDING_APPROVAL")
    void what_does_not_wait_has_no_buttons(RunStatus status) {
        runs.fullRun(7, status, "operator", Optional.of("approve"));
        ApprovalPage page = page(new SampleCaller("approver", Role.values()));

        assertThat(page.getForm().isDecidable()).isFalse();
        assertThat(page.getForm().isWithdrawable()).isFalse();
    }

    @Test
    void a_rejection_needs_a_reason() {
        runs.fullRun(7, RunStatus.PENDING_APPROVAL, "operator", Optional.empty());
        ApprovalPage page = page(approver());

        page.getForm().setReason("   too short   ".substring(0, 9));
        assertThat(page.reject()).isNull();
        assertThat(page.getForm().getProblem()).contains("at least 10 characters");
        assertThat(done).isEmpty();
        page.getForm().setReason(" not before the month has ended ");
        assertThat(page.reject()).endsWith("said=reject");
        assertThat(done).containsExactly("approver rejects not before the month has ended");
    }

    @Test
    void a_refusal_is_a_sentence_in_the_page_and_the_form_stays_as_it_was() {
        runs.fullRun(7, RunStatus.PENDING_APPROVAL, "operator", Optional.empty());
        refusal = Optional.of(new ProblemException(Problem.FOUR_EYES, "run 7 was requested by you"));
        ApprovalPage page = page(approver());
        page.getForm().setReason("as agreed");

        assertThat(page.approve()).isNull();

        assertThat(page.getForm().getProblem()).isEqualTo("Run 7 was requested by you.");
        assertThat(page.getForm().getReason()).isEqualTo("as agreed");
    }

    @Test
    void an_approval_of_a_plan_that_was_not_shown_is_refused() {
        runs.fullRun(7, RunStatus.PENDING_APPROVAL, "operator", Optional.empty());
        SampleCaller caller = approver();
        caller.parameters.put("plan", "fedcba9876543210");
        ApprovalPage page = page(caller);

        assertThat(page.approve()).isNull();

        assertThat(page.getForm().getProblem()).contains("has changed since this page was shown");
        assertThat(done).isEmpty();
    }

    @Test
    void what_has_changed_can_be_rejected_and_not_approved() {
        runs.fullRun(7, RunStatus.PENDING_APPROVAL, "operator", Optional.empty());
        changes.add(Violation.at("the body of silver.load_a has changed", "procedures", "silver.load_a"));
        ApprovalPage page = page(approver());

        assertThat(page.isApprovable()).isFalse();
        assertThat(page.getForm().isDecidable()).isTrue();
    }

    @Test
    void a_link_cannot_make_the_page_say_what_is_not_so() {
        runs.fullRun(7, RunStatus.PENDING_APPROVAL, "operator", Optional.empty());
        for (String said : List.of("approve", "reject", "withdraw", "<b>")) {
            SampleCaller caller = approver();
            caller.parameters.put("said", said);
            assertThat(page(caller).getSaid()).isEmpty();
        }
        runs.fullRun(8, RunStatus.QUEUED, "operator", Optional.of("approve"));
        SampleCaller caller = approver();
        caller.parameters.put("id", "8");
        caller.parameters.put("said", "approve");

        assertThat(page(caller).getSaid()).isEqualTo("approve");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "x", "9"})
    void a_run_that_does_not_exist_or_needs_nobody_is_not_found(String id) {
        runs.run(9, RunStatus.SUCCEEDED);
        SampleCaller caller = approver();
        caller.parameters.put("id", id);

        page(caller).load();

        assertThat(answer.status).isEqualTo(404);
    }
}
