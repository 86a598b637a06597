package dev.silversmith.app;

import dev.silversmith.app.port.StepLine;
import dev.silversmith.core.run.Standing;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A page of the steps of a run: what needs somebody first, what is done last, and in the plan's order among themselves.
 *
 * @param lines of this page
 * @param counts of all steps of the run by standing; a standing that no step has is not in it
 * @param total steps on all pages
 * @param number the page's number, from 1
 * @param pages at least 1
 */
public record StepTable(List<StepLine> lines, Map<Standing, Long> counts, int total, int number, int pages) {

    /** Most steps of a page. */
    public static final int PAGE = 200;

    public StepTable {
        lines = List.copyOf(lines);
        counts = new EnumMap<>(counts);
    }

    /**
     * The page of a number, or the nearest that there is.
     *
     * @param all the steps of a run, in the plan's order
     * @param only of this standing; empty for all
     */
    public static StepTable of(List<StepLine> all, Optional<Standing> only, int wanted) {
        Map<Standing, Long> counts = all.stream()
                .collect(Collectors.groupingBy(
                        StepLine::standing, () -> new EnumMap<>(Standing.class), Collectors.counting()));
        List<StepLine> chosen = all.stream()
                .filter(line -> only.isEmpty() || only.get() == line.standing())
                .sorted(Comparator.comparing(StepLine::standing))
                .toList();
        int pages = Math.max(1, (chosen.size() + PAGE - 1) / PAGE);
        int number = Math.min(Math.max(1, wanted), pages);
        List<StepLine> lines = chosen.subList((number - 1) * PAGE, Math.min(number * PAGE, chosen.size()));
        return new StepTable(lines, counts, chosen.size(), number, pages);
    }
}
