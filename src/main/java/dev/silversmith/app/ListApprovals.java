package dev.silversmith.app;

import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.Period;
import dev.silversmith.app.port.ResetQueries;
import dev.silversmith.app.port.ResetQueries.ResetFilter;
import dev.silversmith.app.port.ResetView;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.ResetStatus;
import dev.silversmith.core.run.RunStatus;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Lists what waits for a second person, and what such people have decided of late. */
@ApplicationScoped
public class ListApprovals {

    /** For how long something that is settled is listed. */
    public static final Duration OF_LATE = Duration.ofDays(30);

    static final int MOST_SETTLED = 100;

    private static final int PAGE = 200;
    private static final int MOST_PAGES = 10;

    private static final Set<RunStatus> SETTLED_RUNS = EnumSet.complementOf(EnumSet.of(RunStatus.PENDING_APPROVAL));
    private static final Set<ResetStatus> SETTLED_RESETS =
            EnumSet.complementOf(EnumSet.of(ResetStatus.PENDING_APPROVAL));

    private final RunQueries runs;
    private final ResetQueries resets;
    private final DatabaseClock clock;

    @Inject
    public ListApprovals(RunQueries runs, ResetQueries resets, DatabaseClock clock) {
        this.runs = runs;
        this.resets = resets;
        this.clock = clock;
    }

    ListApprovals() {
        this(null, null, null);
    }

    /** Everything that waits, the oldest first. */
    public List<ApprovalRequest> waiting() {
        Stream<ApprovalRequest> ofRuns =
                all(cursor -> runs.runs(RunFilter.of(Set.of(RunStatus.PENDING_APPROVAL)), PAGE, cursor)).stream()
                        .map(ApprovalRequest::of);
        Stream<ApprovalRequest> ofResets = all(cursor ->
                        resets.resets(new ResetFilter(Set.of(ResetStatus.PENDING_APPROVAL), Set.of()), PAGE, cursor))
                .stream()
                .map(ApprovalRequest::of);
        return Stream.concat(ofRuns, ofResets)
                .sorted(Comparator.comparing(ApprovalRequest::requestedAt))
                .toList();
    }

    /** Both lists have the newest first, and it is the oldest that must not be left out. */
    private static <T> List<T> all(Function<Optional<String>, Page<T>> list) {
        List<T> items = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        for (int number = 0; number < MOST_PAGES; number++) {
            Page<T> page = list.apply(cursor);
            items.addAll(page.items());
            cursor = page.nextCursor();
            if (cursor.isEmpty()) {
                break;
            }
        }
        return items;
    }

    /** What was decided, withdrawn or expired of late, the newest first; of each kind the newest hundred requests. */
    public List<ApprovalRequest> settled() {
        Instant since = clock.instant().minus(OF_LATE);
        RunFilter full = new RunFilter(
                SETTLED_RUNS, Set.of(Mode.FULL), Set.of(), Optional.empty(), Period.ALWAYS, Optional.empty(), Set.of());
        Stream<ApprovalRequest> ofRuns = runs.runs(full, MOST_SETTLED, Optional.empty()).items().stream()
                .filter(run -> run.approval().required())
                .map(ApprovalRequest::of);
        Stream<ApprovalRequest> ofResets =
                resets
                        .resets(new ResetFilter(SETTLED_RESETS, Set.of()), MOST_SETTLED, Optional.empty())
                        .items()
                        .stream()
                        .filter(ResetView::needsApproval)
                        .map(ApprovalRequest::of);
        return Stream.concat(ofRuns, ofResets)
                .filter(request -> settledAt(request).isAfter(since))
                .sorted(Comparator.comparing(ListApprovals::settledAt).reversed())
                .toList();
    }

    private static Instant settledAt(ApprovalRequest request) {
        return request.settledAt().orElseGet(request::requestedAt);
    }
}
