package dev.silversmith.console;

import dev.silversmith.app.port.RunListQueries.Column;
import dev.silversmith.app.port.RunListQueries.Order;
import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the address of the list of runs says, and the addresses of lists like it. */
public final class RunsAddress {

    /** The words of the columns that the list can be sorted by; which of them begin with the largest. */
    private static final Map<String, Column> COLUMNS = columns();

    private static final Set<Column> LARGEST_FIRST =
            Set.of(Column.NUMBER, Column.STARTED, Column.DURATION, Column.ROWS);

    private static final int LAST_PAGE = 999_999;

    private final ListFilter list;
    private final RunFilter filter;
    private final Order order;
    private final int page;
    private final int size;
    private final Address narrowed;
    private final String zone;

    /**
     * Reads what the address says.
     *
     * @param usual rows of a page where it does not say how many
     */
    RunsAddress(ListFilter list, int usual) {
        this.list = list;
        this.filter = read(list);
        this.zone = list.keepZone();
        this.narrowed = list.address();
        this.order = order(list);
        this.size = size(list, usual);
        this.page = list.number("page", 1, LAST_PAGE);
    }

    private static Map<String, Column> columns() {
        Map<String, Column> columns = new LinkedHashMap<>();
        columns.put("status", Column.STATUS);
        columns.put("number", Column.NUMBER);
        columns.put("started", Column.STARTED);
        columns.put("duration", Column.DURATION);
        columns.put("rows", Column.ROWS);
        columns.put("requestedBy", Column.REQUESTED_BY);
        return columns;
    }

    private static RunFilter read(ListFilter list) {
        Map<String, RunStatus> statuses = words(RunStatus.values(), RunStatus::word);
        Map<String, Mode> modes = words(Mode.values(), Mode::word);
        return new RunFilter(
                meant(list.words("status", statuses.keySet(), "status."), statuses),
                meant(list.words("mode", modes.keySet(), "mode."), modes),
                procedures(list),
                list.text("requestedBy"),
                list.period(),
                list.text("q"),
                list.words("trigger", RunFilter.TRIGGERS, "trigger."));
    }

    private static <T> Map<String, T> words(T[] values, Function<T, String> word) {
        return Arrays.stream(values).collect(Collectors.toMap(word, Function.identity()));
    }

    private static <T> Set<T> meant(Set<String> words, Map<String, T> values) {
        return words.stream().map(values::get).collect(Collectors.toSet());
    }

    private static Set<QualifiedName> procedures(ListFilter list) {
        try {
            return list.text("procedure").map(QualifiedName::parse).map(Set::of).orElse(Set.of());
        } catch (IllegalArgumentException noName) {
            list.problem("procedure", Words.sentence(noName.getMessage()));
            return Set.of();
        }
    }

    private static Order order(ListFilter list) {
        String text = list.written("sort");
        boolean descending = text.startsWith("-");
        Column column = COLUMNS.get(descending ? text.substring(1) : text);
        if (column == null) {
            list.leaveOut("sort", text);
            return Order.NEWEST;
        }
        Order order = new Order(column, descending);
        if (!order.equals(Order.NEWEST)) {
            list.stay("sort", text);
        }
        return order;
    }

    private static int size(ListFilter list, int usual) {
        String text = list.written("size");
        if (Preferences.SIZES.contains(text)) {
            list.stay("size", text);
            return Integer.parseInt(text);
        }
        list.leaveOut("size", text);
        return usual;
    }

    RunFilter filter() {
        return filter;
    }

    Order order() {
        return order;
    }

    int page() {
        return page;
    }

    public int size() {
        return size;
    }

    /** The zone that the address says; empty if it says none. */
    String zone() {
        return zone;
    }

    /** The list narrowed like this, in the usual order, from its beginning. */
    Address narrowed() {
        return narrowed;
    }

    /** Every run of the list as a file. */
    public String file() {
        Address address = Address.of("/api/v1/runs")
                .with("format", "csv")
                .with("status", sorted(filter.statuses(), RunStatus::word))
                .with("mode", sorted(filter.modes(), Mode::word))
                .with("trigger", sorted(filter.triggers(), Function.identity()))
                .with("procedure", sorted(filter.procedures(), QualifiedName::toString))
                .with("requestedBy", filter.requestedBy().orElse(""))
                .with("from", filter.requested().from().map(Instant::toString).orElse(""))
                .with("to", filter.requested().to().map(Instant::toString).orElse(""))
                .with("q", filter.text().orElse(""));
        return address.toString();
    }

    private static <T> List<String> sorted(Set<T> values, Function<T, String> word) {
        return values.stream().map(word).sorted().toList();
    }

    /** Another page of the same list. */
    public String ofPage(int number) {
        return list.address()
                .with("page", number == 1 ? "" : Integer.toString(number))
                .toString();
    }

    /** The same list with pages of another size, from its beginning. */
    public String ofSize(String rows) {
        return list.address().with("size", rows).toString();
    }

    /** Whether the list can be sorted by the column of a word. */
    static boolean sorts(String word) {
        return COLUMNS.containsKey(word);
    }

    /** The same list sorted by a column; the other way round if it is so already. */
    String sortedBy(String word) {
        Column column = COLUMNS.get(word);
        boolean descending = order.column() == column ? !order.descending() : LARGEST_FIRST.contains(column);
        boolean usual = new Order(column, descending).equals(Order.NEWEST);
        return list.address()
                .with("sort", usual ? "" : (descending ? "-" : "") + word)
                .toString();
    }

    /** {@code ascending}, {@code descending} or {@code none}. */
    String sorting(String word) {
        if (order.column() != COLUMNS.get(word)) {
            return "none";
        }
        return order.descending() ? "descending" : "ascending";
    }

    /** The places of pages around the one that is shown: 0 stands for those that are left out. */
    static List<Integer> pages(int shown, int last) {
        List<Integer> pages = new ArrayList<>();
        for (int page = 1; page <= last; page++) {
            if (page == 1 || page == last || Math.abs(page - shown) <= 2) {
                pages.add(page);
            } else if (pages.get(pages.size() - 1) != 0) {
                pages.add(0);
            }
        }
        return pages;
    }
}
