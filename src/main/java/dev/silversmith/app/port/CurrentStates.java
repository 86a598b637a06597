package dev.silversmith.app.port;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads of runs and attempts by their ids; what is there no more is left out. */
public interface CurrentStates {

    /** In no particular order. */
    List<RunView> runs(Set<UUID> ids);

    /** In the plan's order, then by attempt. */
    List<StepView> attempts(Set<UUID> ids);
}
