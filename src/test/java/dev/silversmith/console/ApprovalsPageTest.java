package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.ApprovalRequest;
import dev.silversmith.app.ListApprovals;
import dev.silversmith.app.Role;
import dev.silversmith.app.port.ImpactQueries;
import dev.silversmith.core.plan.Impact.LastFull;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ApprovalsPageTest {

    private static final ApprovalRequest MINE = waiting(1, "anna");
    private static final ApprovalRequest THEIRS = waiting(2, "operator");

    private static ApprovalRequest waiting(long number, String askedBy) {
        return ApprovalRequest.of(new SampleRuns()
                .fullRun(number, RunStatus.PENDING_APPROVAL, askedBy, Optional.empty())
                .run(number)
                .orElseThrow());
    }

    private final ListApprovals approvals = new ListApprovals(null, null, null) {
        @Override
        public List<ApprovalRequest> waiting() {
            return List.of(MINE, THEIRS);
        }

        @Override
        public List<ApprovalRequest> settled() {
            return List.of(THEIRS);
        }
    };

    private final ImpactQueries impacts = new ImpactQueries() {
        @Override
        public Map<QualifiedName, LastFull> lastFulls(UUID runId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Conflict> conflicts(UUID runId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<QualifiedName, Long> rowsNow(UUID runId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<UUID, Long> usualMs(Set<UUID> runs) {
            return Map.of(SampleRuns.runId(1), 192_000L);
        }
    };

    private ApprovalsPage page(String view, Role... roles) {
        ApprovalsPage page =
                new ApprovalsPage(approvals, impacts, new SampleCaller("anna", roles), () -> SampleRuns.START);
        page.setView(view);
        page.load();
        return page;
    }

    @Test
    void without_a_word_everything_is_shown() {
        ApprovalsPage page = page(null, Role.VIEWER);

        assertThat(page.getView()).isEqualTo("all");
        assertThat(page.getWaiting()).containsExactly(MINE, THEIRS);
        assertThat(page.getSettled()).containsExactly(THEIRS);
        assertThat(page.usual(MINE)).isEqualTo("3 min 12 s");
        assertThat(page.usual(THEIRS)).isEqualTo(Words.UNKNOWN);
    }

    @Test
    void what_waits_for_an_approver_is_what_others_have_asked_for() {
        ApprovalsPage page = page("me", Role.APPROVER);

        assertThat(page.getWaiting()).containsExactly(THEIRS);
        assertThat(page.isSettledShown()).isFalse();
    }

    @Test
    void nothing_waits_for_those_who_decide_nothing() {
        assertThat(page("me", Role.VIEWER).getView()).isEqualTo("all");
        assertThat(page("me", Role.VIEWER).getViews()).containsExactly("mine", "decided", "all");
        assertThat(page("nonsense", Role.APPROVER).getView()).isEqualTo("all");
    }
}
