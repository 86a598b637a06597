package dev.silversmith.console;

import dev.silversmith.app.Role;
import dev.silversmith.app.StartRun;
import dev.silversmith.app.StartRun.Requester;
import dev.silversmith.app.StartRun.Started;
import dev.silversmith.app.launch.CopyLaunch;
import dev.silversmith.app.launch.LaunchPlan;
import dev.silversmith.app.launch.PlanDifference;
import dev.silversmith.app.launch.ReadLaunch;
import dev.silversmith.app.launch.ShowLaunch;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.plan.Exclusion;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The page {@code /console/launch}: the form of a run beside what the run would do. All that it shows comes with the request, so that the
 * address, the button and the preview while somebody types give the same; nothing is kept between two requests.
 */
@Named
@RequestScoped
public class LaunchPage {

    private final ShowLaunch shower;
    private final StartRun start;
    private final RunQueries runs;
    private final Caller caller;
    private final Answer answer;
    private final LaunchInput input;

    private final List<Violation> refusals = new ArrayList<>();
    private LaunchView view;
    private boolean changed;

    @Inject
    public LaunchPage(
            ReadLaunch reader,
            ShowLaunch shower,
            CopyLaunch copier,
            StartRun start,
            RunQueries runs,
            Caller caller,
            Answer answer) {
        this.shower = shower;
        this.start = start;
        this.runs = runs;
        this.caller = caller;
        this.answer = answer;
        this.input = new LaunchInput(caller, runs, copier, reader);
    }

    LaunchPage() {
        this(null, null, null, null, null, null, null);
    }

    /** Whoever may not launch finds no page, and neither does who would copy a run that does not exist. */
    public void load() {
        if (!isAllowed() || input.isLost()) {
            answer.notFound();
        }
    }

    private boolean isAllowed() {
        return isOperator() || caller.has(Role.ENGINEER);
    }

    /** Whether the caller may ask for a full refresh. */
    public boolean isOperator() {
        return caller.has(Role.OPERATOR);
    }

    /** What the form says. */
    public LaunchInput getInput() {
        return input;
    }

    /** What the run would do, and what is wrong. */
    public LaunchView getView() {
        if (view == null) {
            boolean planned = input.isBegun() && !input.getForm().select().isBlank();
            Optional<LaunchPlan> plan =
                    planned ? Optional.of(shower.of(input.request().plan())) : Optional.empty();
            List<Violation> wrong = new ArrayList<>(input.mistakes());
            plan.ifPresent(shown -> wrong.addAll(shown.refusals()));
            wrong.addAll(refusals);
            view = new LaunchView(input.getForm(), input.request().plan().mode(), plan, wrong);
        }
        return view;
    }

    /** What has changed since the plan was seen that came with the form; null if nothing has. */
    public String getChange() {
        if (!changed) {
            return null;
        }
        var seen = Exclusion.names(caller.said("planned").orElse(""));
        return seen.isEmpty()
                ? Texts.of("launch.unseen")
                : LaunchView.change(PlanDifference.between(seen, getView().names()));
    }

    /** Shows the plan of what is written. */
    public String preview() {
        return null;
    }

    /** Requests the run whose plan the page has shown. */
    public String launch() {
        if (!isAllowed() || input.isPreview() || !input.mistakes().isEmpty()) {
            return null;
        }
        try {
            Started started = start.start(
                    input.getForm().key(),
                    input.request(),
                    new Requester(caller.name(), isOperator()),
                    Optional.of(caller.said("plan").orElse("")));
            return next(runs.run(started.runId()).orElseThrow(), started.replayed());
        } catch (ProblemException refusal) {
            refused(refusal);
            return null;
        }
    }

    /** What was shown so far knew nothing of it. */
    private void refused(ProblemException refusal) {
        view = null;
        changed = refusal.problem() == Problem.PLAN_CHANGED;
        if (!changed) {
            refusals.addAll(
                    refusal.violations().isEmpty()
                            ? List.of(new Violation("", refusal.getMessage()))
                            : refusal.violations());
        }
    }

    private static String next(RunView run, boolean replayed) {
        String page = run.approval().required() ? "approval" : "run";
        String said = replayed ? "accepted" : "requested";
        return "/console/%s?faces-redirect=true&id=%d&said=%s".formatted(page, run.number(), said);
    }
}
