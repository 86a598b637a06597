package dev.silversmith.console;

import dev.silversmith.app.ShowRefreshes;
import dev.silversmith.app.port.Blockers.Blocker;
import dev.silversmith.app.port.RefreshBlockers;
import dev.silversmith.app.port.RefreshView;
import dev.silversmith.app.port.StepError;
import dev.silversmith.core.run.Advice;
import dev.silversmith.core.run.StepStatus;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The materialized views that the run of {@link RunPage} refreshes, each by its last attempt. */
@Named
@RequestScoped
public class RunRefreshes {

    private final RunPage page;
    private final ShowRefreshes refreshes;
    private final RefreshBlockers blockers;
    private Map<UUID, Blocker> waits = Map.of();
    private List<RefreshView> lines = List.of();
    private int open;

    @Inject
    public RunRefreshes(RunPage page, ShowRefreshes refreshes, RefreshBlockers blockers) {
        this.page = page;
        this.blockers = blockers;
        this.refreshes = refreshes;
    }

    RunRefreshes() {
        this(null, null, null);
    }

    /** Reads nothing of a run that refreshes nothing. */
    public void load() {
        if (page.getRun() == null || page.getRun().refreshes().total() == 0) {
            return;
        }
        Map<Object, RefreshView> last = new LinkedHashMap<>();
        refreshes.ofRun(page.getRun().id()).forEach(attempt -> last.put(attempt.view(), attempt));
        lines = List.copyOf(last.values());
        waits = blockers.ofRefreshes(lines);
        if (page.getActions().resume() && page.getOpen() == 0) {
            open = refreshes.open(page.getRun().id()).size();
        }
    }

    /** How many views a resume refreshes, if it runs no procedure; else 0. */
    public int getOpen() {
        return open;
    }

    public List<RefreshView> getLines() {
        return lines;
    }

    public List<RefreshView> getFailures() {
        return lines.stream()
                .filter(line -> line.status() == StepStatus.FAILED || line.status() == StepStatus.INTERRUPTED)
                .toList();
    }

    /** The word of the advice on an error; empty if there is none. */
    public String advice(RefreshView failure) {
        return failure.error()
                .flatMap(error -> Advice.of(error.sqlState()))
                .map(Advice::word)
                .orElse("");
    }

    private static String waits(Blocker blocker) {
        return Texts.of(
                "refreshes.blocked",
                Integer.toString(blocker.pid()),
                blocker.user().orElse("?"),
                blocker.query().orElse(""));
    }

    /** What is to be said of an attempt in one line. */
    public String message(RefreshView line) {
        return line.error()
                .map(StepError::message)
                .or(line::skippedBecause)
                .or(line::note)
                .or(() -> Optional.ofNullable(waits.get(line.id())).map(RunRefreshes::waits))
                .orElse("");
    }
}
