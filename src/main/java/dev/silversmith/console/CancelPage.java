package dev.silversmith.console;

import dev.silversmith.app.CancelRun;
import dev.silversmith.app.Role;
import dev.silversmith.app.RunActions;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Optional;

/** The page {@code /console/cancel}: the question before a run is cancelled, which the run's page shows as a dialog. See {@link ApprovalPage}. */
@Named
@RequestScoped
public class CancelPage {

    private final RunQueries queries;
    private final CancelRun cancel;
    private final Caller caller;
    private final Answer answer;

    private Optional<RunView> run;
    private String problem;

    @Inject
    public CancelPage(RunQueries queries, CancelRun cancel, Caller caller, Answer answer) {
        this.queries = queries;
        this.cancel = cancel;
        this.caller = caller;
        this.answer = answer;
    }

    CancelPage() {
        this(null, null, null, null);
    }

    /** A run that does not exist is not found. */
    public void load() {
        if (found().isEmpty()) {
            answer.notFound();
        }
    }

    private Optional<RunView> found() {
        if (run == null) {
            run = caller.said("id").flatMap(id -> RunAddress.find(queries, id));
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

    /** Whether the caller may cancel it, or withdraw it while it waits for its approval. */
    public boolean isPossible() {
        return found().map(one -> RunActions.of(one, caller::has))
                .filter(actions -> actions.cancel() || actions.withdraw())
                .isPresent();
    }

    /** Why nothing was done; null if nothing was refused. */
    public String getProblem() {
        return problem;
    }

    /** Cancels it; asking twice is the same as asking once. */
    public String cancel() {
        if (!caller.has(Role.OPERATOR) && !caller.has(Role.ENGINEER)) {
            problem = Texts.of("decision.role", Role.OPERATOR.word());
            return null;
        }
        try {
            cancel.cancel(getRun().id(), caller.name());
            return next("cancel");
        } catch (ProblemException refusal) {
            if (refusal.problem() == Problem.RUN_FINISHED) {
                return next("ended");
            }
            problem = Words.sentence(refusal.getMessage());
            run = null;
            return null;
        }
    }

    private String next(String said) {
        return "/console/run?faces-redirect=true&id=%s&said=%s".formatted(getNumber(), said);
    }
}
