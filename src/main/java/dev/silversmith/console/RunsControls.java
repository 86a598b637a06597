package dev.silversmith.console;

import dev.silversmith.app.port.RunListQueries.RunPage;
import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.RunStatus;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What can be chosen around the list of runs: lists that many want, filters, orders and pages. */
public final class RunsControls {

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

    private final RunsAddress address;
    private final RunPage list;
    private final Address shown;
    private final String user;

    /**
     * The choices of a list.
     *
     * @param shown the list's own address
     * @param user who looks at it
     */
    RunsControls(RunsAddress address, RunPage list, Address shown, String user) {
        this.address = address;
        this.list = list;
        this.shown = shown;
        this.user = user;
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
        return Stream.of("sort", "size", "tz").filter(shown::says).toList();
    }

    private static <T> List<Choice> choices(
            T[] all, Function<T, String> word, Function<T, Boolean> chosen, Function<T, Long> count) {
        return Arrays.stream(all)
                .map(one -> new Choice(word.apply(one), chosen.apply(one), count.apply(one)))
                .toList();
    }

    /** The lists that many want. */
    public List<View> getViews() {
        Address all = Address.of(RunsPage.PATH).with("tz", address.zone());
        return Stream.of(
                        view("all", all),
                        view("running", all.with("status", "running")),
                        view("failed", all.with("status", "failed").with("from", WrittenTime.TODAY)),
                        view("mine", all.with("requestedBy", user)),
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

    /** The number of the last page. */
    public int getLastPage() {
        return (int) Math.max(1, (list.matching() + address.size() - 1) / address.size());
    }

    /** The numbers of pages to offer; 0 stands for those that are left out. */
    public List<Integer> getPages() {
        return RunsAddress.pages(list.page(), getLastPage());
    }
}
