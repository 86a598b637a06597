package dev.silversmith.core.plan;

/** How long a plan may take. */
public final class Estimate {

    private Estimate() {}

    /**
     * Milliseconds by the expected durations of the plan: its longest path, or all of its work shared by the lanes where that takes longer.
     *
     * @param lanes most lanes of the run, at least 1
     */
    public static long millis(Plan plan, int lanes) {
        long path = plan.units().stream().mapToLong(Unit::priority).max().orElse(0);
        long work = plan.units().stream().mapToLong(Unit::expectedMs).sum();
        return Math.max(path, work / lanes);
    }
}
