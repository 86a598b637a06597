package dev.silversmith.core.plan;

import java.util.List;

/**
 * A part of the plan that must end before the next begins: one ordered step of the batch job.
 *
 * @param number from 1
 * @param kind sequential or parallel
 * @param lanes workers, 1 for a sequential stage
 * @param units in a legal order (of a sequential stage: the order); ties by group sequence, schema and name in C collation
 */
public record Stage(int number, Kind kind, int lanes, List<Unit> units) {

    /** Whether units of the stage may overlap. */
    public enum Kind {
        SEQUENTIAL,
        PARALLEL
    }

    public Stage {
        units = List.copyOf(units);
    }
}
