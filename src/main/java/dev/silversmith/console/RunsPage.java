package dev.silversmith.console;

import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.app.port.RunView;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The page {@code /console/runs}: the list, newest first, filtered by what the address says. */
@Named
@RequestScoped
public class RunsPage {

    static final int PAGE_SIZE = 50;

    private final RunQueries queries;
    private final Answer answer;
    private final DatabaseClock clock;

    private String status;
    private String cursor;
    private Optional<RunStatus> filter = Optional.empty();
    private Page<RunView> page = new Page<>(List.of(), Optional.empty());
    private Instant now;

    @Inject
    public RunsPage(RunQueries queries, Answer answer, DatabaseClock clock) {
        this.queries = queries;
        this.answer = answer;
        this.clock = clock;
    }

    RunsPage() {
        this(null, null, null);
    }

    /** Reads the page of the list that the address names; an unknown status is left out, a cursor that is none is refused. */
    public void load() {
        now = clock.instant();
        filter = Arrays.stream(RunStatus.values())
                .filter(one -> one.word().equals(status))
                .findFirst();
        try {
            page = queries.runs(
                    RunFilter.of(filter.map(Set::of).orElse(Set.of())),
                    PAGE_SIZE,
                    Optional.ofNullable(cursor).filter(text -> !text.isEmpty()));
        } catch (ProblemException notACursor) {
            answer.badRequest();
        }
    }

    public String getStatus() {
        return status;
    }

    public void setStatus(String status) {
        this.status = status;
    }

    public String getCursor() {
        return cursor;
    }

    public void setCursor(String cursor) {
        this.cursor = cursor;
    }

    public RunStatus[] getStatuses() {
        return RunStatus.values();
    }

    public boolean isFiltered() {
        return filter.isPresent();
    }

    /** Whether the address asks for a status that does not exist. */
    public boolean isStatusUnknown() {
        return status != null && !status.isEmpty() && filter.isEmpty();
    }

    public List<RunView> getItems() {
        return page.items();
    }

    /** Gives the next page; null on the last one. */
    public String getNextCursor() {
        return page.nextCursor().orElse(null);
    }

    /** The time of the page. */
    public Instant getNow() {
        return now;
    }
}
