package dev.silversmith.app;

import dev.silversmith.app.port.ApprovalStore;
import dev.silversmith.app.port.ApprovalStore.Standing;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.core.run.RunStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Ends requests that nobody decided on in time, and approved runs that were not started in time. */
@ApplicationScoped
public class ExpireApprovals {

    private static final int MOST_AT_ONCE = 100;

    private final RunStore runs;
    private final ApprovalStore approvals;

    @Inject
    public ExpireApprovals(RunStore runs, ApprovalStore approvals) {
        this.runs = runs;
        this.approvals = approvals;
    }

    ExpireApprovals() {
        this(null, null);
    }

    /** Runs whose time is up; each is then ended by {@link #expire}. */
    @Transactional
    public List<UUID> overdue() {
        return approvals.overdue(MOST_AT_ONCE);
    }

    /** Ends one of them, unless something else has happened to it meanwhile. */
    @Transactional
    public void expire(UUID runId) {
        Optional<RunStatus> status = runs.lockStatus(runId);
        if (status.isEmpty()) {
            return;
        }
        Standing run = approvals.standing(runId);
        if (run.overdue() && run.status() == RunStatus.PENDING_APPROVAL) {
            approvals.expire(runId, undecided(run));
        } else if (run.overdue() && run.status() == RunStatus.QUEUED) {
            approvals.expire(
                    runId,
                    "its approval covered a start until %s, and until then it had not been its turn"
                            .formatted(run.expiresAt().orElseThrow()));
        }
    }

    static String undecided(Standing run) {
        return "nobody decided on the request until %s"
                .formatted(run.expiresAt().orElseThrow());
    }
}
