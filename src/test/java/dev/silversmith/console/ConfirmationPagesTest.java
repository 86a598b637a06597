package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.CancelRun;
import dev.silversmith.app.ResumeRun;
import dev.silversmith.app.Role;
import dev.silversmith.app.ShowResume;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.RunView.StepCounts;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The questions before a run is cancelled or resumed. */
class ConfirmationPagesTest {

    private static final StepCounts FOUR_LEFT = new StepCounts(45, 0, 0, 41, 1, 3, 0, 0, 0);

    private final SampleRuns runs = new SampleRuns().counting(FOUR_LEFT);
    private final RecordedAnswer answer = new RecordedAnswer();
    private final List<String> done = new ArrayList<>();
    private List<Violation> changes = List.of();
    private List<QualifiedName> views = List.of();
    private boolean acceptable = true;
    private Optional<ProblemException> refusal = Optional.empty();

    private CancelPage cancelPage(SampleCaller caller) {
        caller.parameters.putIfAbsent("id", "7");
        CancelRun cancel = new CancelRun(null, null) {
            @Override
            public RunStatus cancel(UUID runId, String actor) {
                refuse();
                done.add(actor + " cancels");
                return RunStatus.CANCELLING;
            }
        };
        return new CancelPage(runs, cancel, caller, answer);
    }

    private ResumePage resumePage(SampleCaller caller) {
        caller.parameters.putIfAbsent("id", "7");
        ShowResume shown = new ShowResume(null, null, null, null) {
            @Override
            public Preview of(RunView run) {
                return new Preview(
                        List.of(SampleInsights.line("silver.a", 1, StepStatus.FAILED)),
                        List.of(SampleInsights.line("silver.b", 1, StepStatus.SUCCEEDED)),
                        views,
                        changes,
                        acceptable);
            }
        };
        ResumeRun resume = new ResumeRun(null, null, null) {
            @Override
            public void resume(UUID runId, Wish wish) {
                refuse();
                done.add("%s resumes %s %s"
                        .formatted(
                                wish.actor(), wish.acceptDrift(), wish.reason().orElse("")));
            }
        };
        return new ResumePage(runs, shown, resume, caller, answer);
    }

    private void refuse() {
        refusal.ifPresent(why -> {
            throw why;
        });
    }

    private static SampleCaller operator() {
        return new SampleCaller("operator", Role.OPERATOR);
    }

    @Test
    void the_views_that_are_refreshed_again_are_named_at_most_a_hundred() {
        views = IntStream.range(0, ResumePage.NAMES + 1)
                .mapToObj(number -> new QualifiedName("silver", "mv_" + number))
                .toList();
        ResumePage page = resumePage(operator());

        assertThat(page.getViews()).hasSize(ResumePage.NAMES).startsWith(new QualifiedName("silver", "mv_0"));
        assertThat(page.getPreview().views()).hasSize(ResumePage.NAMES + 1);
    }

    @Test
    void a_running_run_is_cancelled_and_the_page_of_the_run_says_so() {
        runs.run(7, RunStatus.RUNNING);
        CancelPage page = cancelPage(operator());

        assertThat(page.isPossible()).isTrue();
        assertThat(page.cancel()).isEqualTo("/console/run?faces-redirect=true&id=7&said=cancel");
        assertThat(done).containsExactly("operator cancels");
    }

    @Test
    void a_run_that_has_ended_meanwhile_is_told_as_ended() {
        runs.run(7, RunStatus.SUCCEEDED);
        refusal = Optional.of(new ProblemException(Problem.RUN_FINISHED, "run 7 has already ended: succeeded"));
        CancelPage page = cancelPage(operator());

        assertThat(page.isPossible()).isFalse();
        assertThat(page.cancel()).endsWith("&said=ended");
        assertThat(done).isEmpty();
    }

    @Test
    void another_refusal_stands_in_the_page() {
        runs.run(7, RunStatus.RUNNING);
        refusal = Optional.of(new ProblemException(Problem.UNAVAILABLE, "the database cannot be reached"));
        CancelPage page = cancelPage(operator());

        assertThat(page.cancel()).isNull();
        assertThat(page.getProblem()).isEqualTo("The database cannot be reached.");
    }

    @Test
    void without_the_role_nothing_is_done_by_a_forged_form_either() {
        runs.run(7, RunStatus.RUNNING).run(8, RunStatus.FAILED);
        CancelPage cancel = cancelPage(new SampleCaller("viewer", Role.VIEWER));
        SampleCaller approver = new SampleCaller("approver", Role.APPROVER);
        approver.parameters.put("id", "8");
        ResumePage resume = resumePage(approver);

        assertThat(cancel.isPossible()).isFalse();
        assertThat(cancel.cancel()).isNull();
        assertThat(cancel.getProblem()).contains("needs the role");
        assertThat(resume.isPossible()).isFalse();
        assertThat(resume.resume()).isNull();
        assertThat(resume.getProblem()).contains("needs the role");
        assertThat(done).isEmpty();
    }

    @Test
    void a_run_that_does_not_exist_is_not_found() {
        cancelPage(operator()).load();
        assertThat(answer.status).isEqualTo(404);
        answer.status = 0;

        resumePage(operator()).load();

        assertThat(answer.status).isEqualTo(404);
    }

    @Test
    void a_failed_run_is_resumed_as_planned() {
        runs.run(7, RunStatus.FAILED);
        ResumePage page = resumePage(operator());

        assertThat(page.isPlain()).isTrue();
        assertThat(page.isAcceptable()).isFalse();
        assertThat(page.getAgain()).extracting("procedure").containsExactly("silver.a");
        assertThat(page.getKept()).extracting("procedure").containsExactly("silver.b");
        assertThat(page.resume()).isEqualTo("/console/run?faces-redirect=true&id=7&said=resume");
        assertThat(done).containsExactly("operator resumes false ");
    }

    @Test
    void what_has_changed_is_accepted_only_with_a_reason() {
        runs.run(7, RunStatus.FAILED);
        changes = List.of(Violation.at("the body of silver.a has changed", "procedures", "silver.a"));
        SampleCaller operator = operator();
        ResumePage page = resumePage(operator);
        operator.parameters.put("seen", page.getSeen());

        assertThat(page.isPlain()).isFalse();
        assertThat(page.isAcceptable()).isTrue();
        page.setReason(" too short");
        assertThat(page.accept()).isNull();
        assertThat(page.getProblem()).contains("at least 10 characters");
        page.setReason("the column was widened\0");
        assertThat(page.accept()).isNull();
        assertThat(done).isEmpty();
        page.setReason(" the column was widened ");
        assertThat(page.accept()).endsWith("&said=resume");
        assertThat(done).containsExactly("operator resumes true the column was widened");
    }

    @Test
    void who_accepts_changes_accepts_only_those_that_were_shown() {
        runs.run(7, RunStatus.FAILED);
        changes = List.of(Violation.at("the body of silver.a has changed", "procedures", "silver.a"));
        SampleCaller operator = operator();
        operator.parameters.put("seen", resumePage(operator).getSeen());
        changes = List.of(Violation.at("the body of silver.b has changed", "procedures", "silver.b"));
        ResumePage page = resumePage(operator);
        page.setReason("the column of a was widened");

        assertThat(page.accept()).isNull();
        assertThat(page.getProblem()).contains("Something else has changed");
        assertThat(done).isEmpty();
    }

    @Test
    void what_cannot_go_on_as_planned_has_no_button() {
        runs.run(7, RunStatus.FAILED);
        changes = List.of(Violation.at("silver.a is no longer in the catalog", "procedures", "silver.a"));
        acceptable = false;

        assertThat(resumePage(operator()).isPlain()).isFalse();
        assertThat(resumePage(operator()).isAcceptable()).isFalse();
    }

    @Test
    void the_second_of_two_clicks_finds_done_what_the_first_has_done() {
        runs.resumedBy("operator").run(7, RunStatus.RUNNING);
        refusal = Optional.of(new ProblemException(Problem.CONFLICT, "run 7 is under way"));

        assertThat(resumePage(operator()).resume()).endsWith("&said=resume");

        ResumePage other = resumePage(new SampleCaller("admin", Role.values()));
        assertThat(other.resume()).isNull();
        assertThat(other.getProblem()).isEqualTo("Run 7 is under way.");
    }

    @ParameterizedTest
    @EnumSource(
            value = RunStatus.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FAILED", "CANCELLED"})
    void only_what_has_failed_or_was_cancelled_can_be_resumed(RunStatus status) {
        runs.run(7, status);

        assertThat(resumePage(operator()).isPossible()).isFalse();
    }
}
