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
import java.util.stream.Stream;

/**
 * How many of the newest runs are in each status.
 *
 * @param statuses number of runs by status; 0 is left out
 * @param largest number of the newest run by status
 */
record RunTally(Map<RunStatus, Long> statuses, Map<RunStatus, Long> largest) {

    static RunTally of(EntityManager entities, RunFilter anyStatus, List<UUID> procedures) {
        NativeQuery query = new NativeQuery().add("select n.status, count(*), max(n.number)");
        query.add("  from (select r.status, r.number from silversmith.transformation_run r where true");
        RunConditions.add(query, anyStatus, procedures);
        query.add(
                " order by r.number desc limit cast(? as bigint)) n group by n.status",
                RunListQueries.MOST_COUNTED + 1);
        RunTally tally = new RunTally(new EnumMap<>(RunStatus.class), new EnumMap<>(RunStatus.class));
        query.rows(entities).stream().map(Object[].class::cast).forEach(tally::add);
        return tally;
    }

    private void add(Object[] row) {
        RunStatus status = RunStatus.ofWord((String) row[0]);
        statuses.put(status, ((Number) row[1]).longValue());
        largest.put(status, ((Number) row[2]).longValue());
    }

    long total() {
        return total(Set.of());
    }

    /** How many are in any of some statuses; of none given, in any. */
    long total(Set<RunStatus> wanted) {
        return of(statuses, wanted).mapToLong(Long::longValue).sum();
    }

    /** The number of the newest run in any of some statuses; 0 if there is none. */
    long newest(Set<RunStatus> wanted) {
        return of(largest, wanted).mapToLong(Long::longValue).max().orElse(0);
    }

    private static Stream<Long> of(Map<RunStatus, Long> values, Set<RunStatus> wanted) {
        return values.entrySet().stream()
                .filter(entry -> wanted.isEmpty() || wanted.contains(entry.getKey()))
                .map(Map.Entry::getValue);
    }
}
