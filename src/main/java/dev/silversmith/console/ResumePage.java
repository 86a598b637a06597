package dev.silversmith.console;

import dev.silversmith.app.ResumeRun;
import dev.silversmith.app.ResumeRun.Wish;
import dev.silversmith.app.Role;
import dev.silversmith.app.RunActions;
import dev.silversmith.app.ShowResume;
import dev.silversmith.app.ShowResume.Preview;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepLine;
import dev.silversmith.core.run.Reason;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The page {@code /console/resume}: what a resume would do, and the button for it, which the run's page shows as a dialog. */
@Named
@RequestScoped
public class ResumePage {

    static final int NAMES = 100;

    private final RunQueries queries;
    private final ShowResume previews;
    private final ResumeRun resume;
    private final Caller caller;
    private final Answer answer;

    private Optional<RunView> run;
    private Preview preview;
    private String reason;
    private String problem;

    @Inject
    public ResumePage(RunQueries queries, ShowResume previews, ResumeRun resume, Caller caller, Answer answer) {
        this.queries = queries;
        this.previews = previews;
        this.resume = resume;
        this.caller = caller;
        this.answer = answer;
    }

    ResumePage() {
        this(null, null, null, null, null);
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

    /** Whether the caller may resume it as it stands. */
    public boolean isPossible() {
        return found().map(one -> RunActions.of(one, caller::has).resume()).orElse(false);
    }

    /** What it would do. */
    public Preview getPreview() {
        if (preview == null) {
            preview = previews.of(getRun());
        }
        return preview;
    }

    /** Whether it goes on as planned: nothing has changed. */
    public boolean isPlain() {
        return isPossible() && getPreview().changes().isEmpty();
    }

    /** Whether it can go on although something has changed. */
    public boolean isAcceptable() {
        return isPossible() && !isPlain() && getPreview().acceptable();
    }

    /** The first of those that run again. */
    public List<StepLine> getAgain() {
        return first(getPreview().again());
    }

    /** The first of those that stay as they are. */
    public List<StepLine> getKept() {
        return first(getPreview().kept());
    }

    /** The first of the views that are refreshed again. */
    public List<QualifiedName> getViews() {
        return first(getPreview().views());
    }

    private static <T> List<T> first(List<T> lines) {
        return lines.subList(0, Math.min(NAMES, lines.size()));
    }

    /** What was written as the reason; null before anything was. */
    public String getReason() {
        return reason;
    }

    public void setReason(String reason) {
        this.reason = reason;
    }

    /** Why nothing was done; null if nothing was refused. */
    public String getProblem() {
        return problem;
    }

    /** Resumes it as planned. */
    public String resume() {
        return resume(false);
    }

    /** Resumes it with what is there now, for a reason. */
    public String accept() {
        if (Optional.ofNullable(reason).filter(Reason::isEnough).isEmpty()) {
            return refused(Texts.of("resume.why", Reason.SHORTEST));
        }
        if (!caller.said("seen").equals(Optional.of(getSeen()))) {
            return refused(Texts.of("resume.moved"));
        }
        return resume(true);
    }

    /** Stands for the changes that the page shows: who accepts them accepts no others. */
    public String getSeen() {
        return UUID.nameUUIDFromBytes(getPreview().changes().toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private String resume(boolean acceptDrift) {
        Optional<String> why = Optional.ofNullable(reason).map(String::strip).filter(text -> !text.isEmpty());
        Optional<String> flaw = DecisionForm.flaw(why.orElse(""));
        if (flaw.isPresent()) {
            return refused(flaw.get());
        }
        if (!RunActions.mayRequest(false, caller::has)) {
            return refused(Texts.of("decision.role", Role.OPERATOR.word()));
        }
        try {
            resume.resume(getRun().id(), new Wish(caller.name(), caller.has(Role.OPERATOR), acceptDrift, why));
            return next();
        } catch (ProblemException refusal) {
            run = null;
            return isResumedByCaller() ? next() : refused(Words.sentence(refusal.getMessage()));
        }
    }

    /** The second of two clicks finds done what the first has done. */
    private boolean isResumedByCaller() {
        return !getRun().status().isFinal()
                && getRun().resumedBy().filter(caller.name()::equals).isPresent();
    }

    private String refused(String why) {
        problem = why;
        run = null;
        preview = null;
        return null;
    }

    private String next() {
        return "/console/run?faces-redirect=true&id=%s&said=resume".formatted(getNumber());
    }
}
