package dev.silversmith.console;

import dev.silversmith.app.ApprovalRequest;
import dev.silversmith.app.ListApprovals;
import dev.silversmith.app.port.DatabaseClock;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;

/** The page {@code /console/approvals}: what waits for a second person, and what was decided of late. */
@Named
@RequestScoped
public class ApprovalsPage {

    private final ListApprovals approvals;
    private final DatabaseClock clock;

    private List<ApprovalRequest> waiting = List.of();
    private List<ApprovalRequest> settled = List.of();
    private Instant now;

    @Inject
    public ApprovalsPage(ListApprovals approvals, DatabaseClock clock) {
        this.approvals = approvals;
        this.clock = clock;
    }

    ApprovalsPage() {
        this(null, null);
    }

    /** Reads both lists. */
    public void load() {
        now = clock.instant();
        waiting = approvals.waiting();
        settled = approvals.settled();
    }

    /** The oldest first. */
    public List<ApprovalRequest> getWaiting() {
        return waiting;
    }

    /** The newest first. */
    public List<ApprovalRequest> getSettled() {
        return settled;
    }

    /** The time of the page. */
    public Instant getNow() {
        return now;
    }
}
