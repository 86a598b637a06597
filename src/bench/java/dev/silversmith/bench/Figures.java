package dev.silversmith.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What was measured, as a table. */
final class Figures {

    private final List<Figure> figures = new ArrayList<>();

    /** One row of the table; see {@link Figures#add}. */
    private record Figure(String name, double value, String unit, OptionalDouble limit, OptionalDouble growth) {

        boolean isOver() {
            return limit.isPresent() && value > limit.getAsDouble();
        }

        String row() {
            return format(
                    name,
                    number(value),
                    unit,
                    limit.isPresent() ? number(limit.getAsDouble()) : "",
                    limit.isPresent() ? "%.0f %%".formatted(100 * value / limit.getAsDouble()) : "",
                    growth.isPresent() ? "%.1f".formatted(growth.getAsDouble()) : "",
                    isOver() ? "  OVER THE LIMIT" : "");
        }
    }

    /**
     * Notes a time.
     *
     * @param milliseconds how long it took
     * @param limit how long it may take, in milliseconds; empty where nothing is promised
     * @param growth how many times as long as with a tenth of the procedures; empty where that was not measured
     */
    void add(String name, double milliseconds, OptionalDouble limit, OptionalDouble growth) {
        add(new Figure(name, milliseconds, "ms", limit, growth));
    }

    /** Notes a size in kB. */
    void addSize(String name, double kilobytes, double limit) {
        add(new Figure(name, kilobytes, "kB", OptionalDouble.of(limit), OptionalDouble.empty()));
    }

    private void add(Figure figure) {
        figures.add(figure);
        System.out.println(figure.row());
    }

    String table() {
        String rows = figures.stream().map(Figure::row).collect(Collectors.joining("\n"));
        long over = figures.stream().filter(Figure::isOver).count();
        return String.join(
                "\n",
                "%,d procedures; growth is against %,d of them, 10 is linear".formatted(Sizes.FULL, Sizes.SMALL),
                machine(),
                "",
                format("benchmark", "figure", "", "limit", "of limit", "growth", ""),
                "-".repeat(90),
                rows,
                "",
                over == 0 ? "Every figure is within its limit." : over + " over the limit.",
                "");
    }

    private static String machine() {
        return "JDK %s, %d processors, load average of the last minute %.1f"
                .formatted(
                        Runtime.version(),
                        Runtime.getRuntime().availableProcessors(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%,.1f" : "%,.0f", value);
    }

    private static String format(Object... cells) {
        return String.format(Locale.ROOT, "%-44s %10s %-3s %10s %9s %9s%s", cells)
                .stripTrailing();
    }
}
