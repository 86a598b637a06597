package dev.silversmith.console;

import dev.silversmith.app.ApprovalRequest;
import dev.silversmith.app.CancelRun;
import dev.silversmith.app.DecideRun;
import dev.silversmith.app.Role;
import dev.silversmith.app.ShowImpact;
import dev.silversmith.app.ShowImpact.RunImpact;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.plan.Impact.OfProcedure;
import dev.silversmith.core.run.RunStatus;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Optional;

/**
 * The page {@code /console/approval}: a full run with everything that its approver has to know, and the decision.
 *
 * <p>The run is read when it is first asked for: a form that comes back must know what it may do before its fields are read.
 */
@Named
@RequestScoped
public class ApprovalPage {

    static final int PROCEDURES_SHOWN = 200;

    private final RunQueries queries;
    private final ShowImpact impacts;
    private final DecideRun decision;
    private final CancelRun cancel;
    private final Caller caller;
    private final Answer answer;
    private final DecisionForm form;

    private Optional<RunView> run;
    private RunImpact impact;

    @Inject
    public ApprovalPage(
            RunQueries queries,
            ShowImpact impacts,
            DecideRun decision,
            CancelRun cancel,
            Caller caller,
            Answer answer) {
        this.queries = queries;
        this.impacts = impacts;
        this.decision = decision;
        this.cancel = cancel;
        this.caller = caller;
        this.answer = answer;
        this.form = new DecisionForm(caller, Role.OPERATOR, () -> found().map(ApprovalRequest::of));
    }

    ApprovalPage() {
        this(null, null, null, null, null, null);
    }

    /** A run that does not exist, or needs no second person, is not found. */
    public void load() {
        if (found().isEmpty()) {
            answer.notFound();
        }
    }

    private Optional<RunView> found() {
        if (run == null) {
            run = caller.said("id").flatMap(id -> RunAddress.find(queries, id)).filter(one -> one.approval()
                    .required());
        }
        return run;
    }

    public RunView getRun() {
        return found().orElse(null);
    }

    /** The run's number as people write it, without grouping; null if there is no run. */
    public String getNumber() {
        return found().map(one -> Long.toString(one.number())).orElse(null);
    }

    public DecisionForm getForm() {
        return form;
    }

    /** Whether the caller may approve it, too: nothing has changed since it was requested. */
    public boolean isApprovable() {
        return form.isDecidable() && getImpact().changes().isEmpty();
    }

    /** What the run would do to everything around it. */
    public RunImpact getImpact() {
        if (impact == null) {
            impact = impacts.of(getRun()).orElseThrow();
        }
        return impact;
    }

    /** The first procedures by name. */
    public List<OfProcedure> getProcedures() {
        List<OfProcedure> all = getImpact().impact().procedures();
        return all.subList(0, Math.min(PROCEDURES_SHOWN, all.size()));
    }

    /** How many procedures are not among the first. */
    public int getFurtherProcedures() {
        return getImpact().impact().procedures().size() - getProcedures().size();
    }

    /** What was just done, if it is so: whoever follows a link is told nothing untrue. */
    public String getSaid() {
        String said = caller.said("said").orElse("");
        String status = getRun().status().word();
        boolean is =
                switch (said) {
                    case "approve", "reject" ->
                        getRun().approval().decision().filter(said::equals).isPresent();
                    case "withdraw" -> status.equals("cancelled");
                    case "requested" -> getRun().status() == RunStatus.PENDING_APPROVAL;
                    case "late", "accepted" -> true;
                    default -> false;
                };
        return is ? said : "";
    }

    /** Approves the plan that the page has shown. */
    public String approve() {
        if (!caller.said("plan").equals(getRun().planFingerprint())) {
            form.refused(Texts.of("decision.moved"));
            return null;
        }
        return next("approve", form.approve(() -> decide(true)));
    }

    public String reject() {
        return next("reject", form.reject(() -> decide(false)));
    }

    private void decide(boolean approve) {
        decision.decide(getRun().id(), approve, form.writtenReason(), caller.said("plan"), caller.name());
    }

    public String withdraw() {
        return next("withdraw", form.withdraw(() -> cancel.cancel(getRun().id(), caller.name())));
    }

    /** After a refusal the page shows what the run is now. */
    private String next(String act, boolean done) {
        if (done) {
            return "/console/approval?faces-redirect=true&id=%s&said=%s".formatted(getNumber(), act);
        }
        run = null;
        impact = null;
        return null;
    }
}
