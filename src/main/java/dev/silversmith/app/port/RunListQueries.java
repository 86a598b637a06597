package dev.silversmith.app.port;

import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.core.run.RunStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads of the list of runs as people leaf through it: by page and in an order of their choice. */
public interface RunListQueries {

    /** Runs beyond this many are not counted, nor can they be leafed to: who looks for one of them filters. */
    int MOST_COUNTED = 10_000;

    /** Most runs of a page. */
    int LARGEST_PAGE = 200;

    /** What the list can be sorted by. */
    enum Column {
        NUMBER,
        STATUS,
        STARTED,
        DURATION,
        ROWS,
        REQUESTED_BY
    }

    /**
     * An order; runs that are equal in it have the newest first, and those of which the value is not known come last.
     *
     * @param column what to sort by
     * @param descending whether the largest comes first
     */
    record Order(Column column, boolean descending) {

        /** The newest first. */
        public static final Order NEWEST = new Order(Column.NUMBER, true);
    }

    /**
     * What went wrong first in a run.
     *
     * @param procedure text form of the procedure's name, or of the view's
     * @param refresh whether it was the refresh of a view, in a run of which no procedure failed
     * @param attempt which attempt
     * @param sqlState five characters; empty where there is none
     * @param message the first line of the error
     */
    record FirstFailure(String procedure, boolean refresh, int attempt, Optional<String> sqlState, String message) {}

    /**
     * A run of the list.
     *
     * @param warnings raised by its steps, all attempts together
     * @param failure of a run that failed by a step or a refresh
     */
    record ListedRun(RunView run, long warnings, Optional<FirstFailure> failure) {}

    /**
     * A page of the list.
     *
     * @param items in the order that was asked for
     * @param page its number, from 1; the last one if a later one was asked for
     * @param matching runs of the filter, at most {@link #MOST_COUNTED}
     * @param more whether there are more than that
     * @param statuses number of runs in each status that satisfy the rest of the filter, in the newest {@link #MOST_COUNTED} of them; 0 is
     *     left out
     * @param newest the largest number of all runs when the list was read; 0 if it is empty in every status
     */
    record RunPage(
            List<ListedRun> items, int page, long matching, boolean more, Map<RunStatus, Long> statuses, long newest) {

        /** Of a list that was not read. */
        public static final RunPage NONE = new RunPage(List.of(), 1, 0, false, Map.of(), 0);

        public RunPage {
            items = List.copyOf(items);
            statuses = Map.copyOf(statuses);
        }
    }

    /**
     * A page of the runs that satisfy a filter.
     *
     * @param page from 1
     * @param size 1 to {@link #LARGEST_PAGE}
     * @throws dev.silversmith.core.shared.ProblemException if a procedure is neither in the catalog nor was
     */
    RunPage page(RunFilter filter, Order order, int page, int size);
}
