package dev.silversmith.store;

import dev.silversmith.app.port.RunListQueries;
import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.core.run.RunStatus;
import jakarta.persistence.EntityManager;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * How many of the newest runs are in each status.
 *
 * @param statuses number of runs by status; 0 is left out
 * @param newest the largest number of all runs; 0 if none of them is among those that were counted
 */
record RunTally(Map<RunStatus, Long> statuses, long newest) {

    static RunTally of(EntityManager entities, RunFilter anyStatus, List<UUID> procedures) {
        NativeQuery query = new NativeQuery()
                .add("select n.status, count(*), (select max(number) from silversmith.transformation_run)");
        query.add("  from (select r.status from silversmith.transformation_run r where true");
        RunConditions.add(query, anyStatus, procedures);
        query.add(
                " order by r.number desc limit cast(? as bigint)) n group by n.status",
                RunListQueries.MOST_COUNTED + 1);
        Map<RunStatus, Long> statuses = new EnumMap<>(RunStatus.class);
        long newest = 0;
        for (Object found : query.rows(entities)) {
            Object[] row = (Object[]) found;
            statuses.put(RunStatus.ofWord((String) row[0]), ((Number) row[1]).longValue());
            newest = ((Number) row[2]).longValue();
        }
        return new RunTally(statuses, newest);
    }

    long total() {
        return total(Set.of());
    }

    /** How many are in any of some statuses; of none given, in any. */
    long total(Set<RunStatus> wanted) {
        return statuses.entrySet().stream()
                .filter(entry -> wanted.isEmpty() || wanted.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
