package dev.silversmith.app.port;

import dev.silversmith.core.plan.Impact.LastFull;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads what a run would mean for what has run before and for what is about to run. */
public interface ImpactQueries {

    /**
     * An open run that shares procedures with another one.
     *
     * @param procedures the first twenty of those that they share
     * @param count how many they share
     */
    record Conflict(UUID runId, long number, RunStatus status, List<QualifiedName> procedures, int count) {

        public Conflict {
            procedures = List.copyOf(procedures);
        }
    }

    /**
     * The last success in mode full of each procedure of a run: in other runs, imported ones too, dry ones not. Procedures that were never
     * run in full are left out.
     */
    Map<QualifiedName, LastFull> lastFulls(UUID runId);

    /** The other open runs, awaiting approval included, that share procedures with a run, the oldest first. */
    List<Conflict> conflicts(UUID runId);

    /**
     * About how many rows the tables have that each procedure of a run wrote when it last succeeded, as PostgreSQL estimates them. Procedures
     * without such tables, and tables that were never analysed, are left out.
     */
    Map<QualifiedName, Long> rowsNow(UUID runId);

    /**
     * How long the procedures of some runs took when each was last run in full, one after another, in milliseconds. Runs of which nothing is
     * known are left out.
     */
    Map<UUID, Long> usualMs(Set<UUID> runs);
}
