package dev.silversmith.console;

import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.RunListQueries;
import dev.silversmith.app.port.RunListQueries.FirstFailure;
import dev.silversmith.app.port.RunListQueries.ListedRun;
import dev.silversmith.app.port.RunListQueries.RunPage;
import dev.silversmith.app.port.RunView.StepCounts;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;

/** The page {@code /console/runs}: the list as its address says it, page by page. */
@Named
@RequestScoped
public class RunsPage {

    static final String PATH = "/console/runs";
    private final RunListQueries queries;
    private final Caller caller;
    private final Preferences preferences;
    private final DatabaseClock clock;

    private ListFilter filter;
    private RunsAddress address;
    private RunPage list = RunPage.NONE;
    private Instant now;

    @Inject
    public RunsPage(RunListQueries queries, Caller caller, Preferences preferences, DatabaseClock clock) {
        this.queries = queries;
        this.caller = caller;
        this.preferences = preferences;
        this.clock = clock;
    }

    RunsPage() {
        this(null, null, null, null);
    }

    /** Reads the page of the list that the address names; nothing where the address makes no sense. */
    public void load() {
        now = clock.instant();
        filter = new ListFilter(PATH, caller.all(), preferences.getZone(), now);
        address = new RunsAddress(filter, preferences.getRows());
        if (!filter.problems().isEmpty()) {
            return;
        }
        try {
            list = queries.page(address.filter(), address.order(), address.page(), address.size());
        } catch (ProblemException unknownProcedure) {
            String detail = unknownProcedure.violations().get(0).detail();
            filter.problem("procedure", Words.sentence(detail));
        }
    }

    public ListFilter getFilter() {
        return filter;
    }

    public RunPage getList() {
        return list;
    }

    /** Whether the list was read. */
    public boolean isRead() {
        return filter.problems().isEmpty();
    }

    public RunsAddress getAddress() {
        return address;
    }

    /** What can be chosen around the list. */
    public RunsControls getControls() {
        return new RunsControls(address, list, filter.address(), caller.name());
    }

    /** Where the first failure of a run is shown in full. */
    public String why(ListedRun one) {
        FirstFailure failure = one.failure().orElseThrow();
        if (failure.refresh()) {
            return Address.of("/console/run")
                    .with("id", Long.toString(one.run().number()))
                    .with("tz", address.zone())
                    .toString();
        }
        return Address.of("/console/step")
                .with("run", Long.toString(one.run().number()))
                .with("step", failure.procedure())
                .with("attempt", Integer.toString(failure.attempt()))
                .with("tz", address.zone())
                .toString();
    }

    /** Where a run like this one is launched. */
    public String again(ListedRun one) {
        return Address.of("/console/launch")
                .with("from", Long.toString(one.run().number()))
                .with("tz", address.zone())
                .toString();
    }

    /** How far a run is, for whoever does not see its bar. */
    public String progress(ListedRun one) {
        StepCounts steps = one.run().steps();
        return Texts.of("runs.progress", steps.total() - steps.pending() - steps.running(), steps.total());
    }

    public List<String> getSizes() {
        return Preferences.SIZES;
    }

    /** The time of the page. */
    public Instant getNow() {
        return now;
    }
}
