package dev.silversmith.console;

import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.RunListQueries;
import dev.silversmith.app.port.RunListQueries.ListedRun;
import dev.silversmith.app.port.RunListQueries.RunPage;
import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.app.port.RunView.StepCounts;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The page {@code /console/runs}: the list as its address says it, page by page. */
@Named
@RequestScoped
public class RunsPage {

    private static final String PATH = "/console/runs";
    private static final List<String> COLUMNS = List.of(
            "status", "number", "selection", "mode", "steps", "started", "duration", "rows", "requestedBy", "actions");

    /**
     * A choice of a set of check boxes.
     *
     * @param count how many runs it would add
     */
    public record Choice(String word, boolean chosen, long count) {}

    /**
     * The head of a column.
     *
     * @param sorting {@code ascending}, {@code descending}, {@code none}, or empty if the list cannot be sorted by it
     * @param address the list sorted by it
     */
    public record Head(String word, String sorting, String address) {}

    /**
     * A list that many want.
     *
     * @param here whether it is the one that is shown
     */
    public record View(String word, String address, boolean here) {}

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

    public List<Choice> getStatuses() {
        return choices(
                RunStatus.values(),
                RunStatus::word,
                status -> address.filter().statuses().contains(status),
                status -> list.statuses().getOrDefault(status, 0L));
    }

    public List<Choice> getModes() {
        return choices(
                Mode.values(), Mode::word, mode -> address.filter().modes().contains(mode), mode -> 0L);
    }

    public List<Choice> getTriggers() {
        return choices(
                RunFilter.TRIGGERS.toArray(String[]::new),
                Function.identity(),
                address.filter().triggers()::contains,
                trigger -> 0L);
    }

    /** What the form keeps without a field for it. */
    public List<String> getKept() {
        return Stream.of("sort", "size", "tz").filter(filter.address()::says).toList();
    }

    private static <T> List<Choice> choices(
            T[] all, Function<T, String> word, Function<T, Boolean> chosen, Function<T, Long> count) {
        return Arrays.stream(all)
                .map(one -> new Choice(word.apply(one), chosen.apply(one), count.apply(one)))
                .toList();
    }

    /** The lists that many want. */
    public List<View> getViews() {
        Address all = Address.of(PATH).with("tz", address.zone());
        return Stream.of(
                        view("all", all),
                        view("running", all.with("status", "running")),
                        view("failed", all.with("status", "failed").with("from", WrittenTime.TODAY)),
                        view("mine", all.with("requestedBy", caller.name())),
                        view("full", all.with("mode", "full")),
                        view("waiting", all.with("status", "pending_approval")))
                .toList();
    }

    private View view(String word, Address view) {
        return new View(
                word, view.toString(), view.toString().equals(address.narrowed().toString()));
    }

    public List<Head> getHeads() {
        return COLUMNS.stream()
                .map(word -> RunsAddress.sorts(word)
                        ? new Head(word, address.sorting(word), address.sortedBy(word))
                        : new Head(word, "", ""))
                .toList();
    }

    public RunsAddress getAddress() {
        return address;
    }

    /** How far a run is, for whoever does not see its bar. */
    public String progress(ListedRun one) {
        StepCounts steps = one.run().steps();
        return Texts.of("runs.progress", steps.total() - steps.pending() - steps.running(), steps.total());
    }

    public List<String> getSizes() {
        return Preferences.SIZES;
    }

    /** The number of the last page. */
    public int getLastPage() {
        return (int) Math.max(1, (list.matching() + address.size() - 1) / address.size());
    }

    /** The numbers of pages to offer; 0 stands for those that are left out. */
    public List<Integer> getPages() {
        return RunsAddress.pages(list.page(), getLastPage());
    }

    /** The time of the page. */
    public Instant getNow() {
        return now;
    }
}
