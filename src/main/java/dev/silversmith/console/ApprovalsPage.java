package dev.silversmith.console;

import dev.silversmith.app.ApprovalRequest;
import dev.silversmith.app.ListApprovals;
import dev.silversmith.app.Role;
import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.ImpactQueries;
import dev.silversmith.app.port.RunView;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page {@code /console/approvals}: what waits for a second person, and what was decided of late. */
@Named
@RequestScoped
public class ApprovalsPage {

    private static final String ALL = "all";
    private static final String FOR_ME = "me";
    private static final String MINE = "mine";
    private static final String DECIDED = "decided";
    private static final List<String> VIEWS = List.of(FOR_ME, MINE, DECIDED, ALL);

    private final ListApprovals approvals;
    private final ImpactQueries impacts;
    private final Caller caller;
    private final DatabaseClock clock;

    private String view;
    private List<ApprovalRequest> waiting = List.of();
    private List<ApprovalRequest> settled = List.of();
    private Map<UUID, Long> usual = Map.of();
    private Instant now;

    @Inject
    public ApprovalsPage(ListApprovals approvals, ImpactQueries impacts, Caller caller, DatabaseClock clock) {
        this.approvals = approvals;
        this.impacts = impacts;
        this.caller = caller;
        this.clock = clock;
    }

    ApprovalsPage() {
        this(null, null, null, null);
    }

    /** Reads what the view wants. */
    public void load() {
        now = clock.instant();
        Predicate<ApprovalRequest> wanted =
                switch (getView()) {
                    case FOR_ME -> request -> !request.isAskedBy(caller.name());
                    case MINE -> request -> request.isAskedBy(caller.name());
                    default -> request -> true;
                };
        if (isWaitingShown()) {
            waiting = approvals.waiting().stream().filter(wanted).toList();
        }
        if (isSettledShown()) {
            settled = approvals.settled().stream().filter(wanted).toList();
        }
        usual = impacts.usualMs(Stream.concat(waiting.stream(), settled.stream())
                .flatMap(request -> request.run().stream())
                .map(RunView::id)
                .collect(Collectors.toSet()));
    }

    /** The view of the address; all of it if that names none. */
    public String getView() {
        return view != null && getViews().contains(view) ? view : ALL;
    }

    public void setView(String view) {
        this.view = view;
    }

    /** The views that the caller can have. */
    public List<String> getViews() {
        return VIEWS.stream().filter(one -> isDecider() || !one.equals(FOR_ME)).toList();
    }

    private boolean isDecider() {
        return caller.has(Role.APPROVER);
    }

    public boolean isWaitingShown() {
        return !getView().equals(DECIDED);
    }

    public boolean isSettledShown() {
        return !getView().equals(FOR_ME);
    }

    /** The oldest first. */
    public List<ApprovalRequest> getWaiting() {
        return waiting;
    }

    /** The newest first. */
    public List<ApprovalRequest> getSettled() {
        return settled;
    }

    /** How long what a request wants took the last time; a dash where nobody knows. */
    public String usual(ApprovalRequest request) {
        return request.run().map(RunView::id).map(usual::get).map(Words::millis).orElse(Words.UNKNOWN);
    }

    /** The time of the page. */
    public Instant getNow() {
        return now;
    }
}
