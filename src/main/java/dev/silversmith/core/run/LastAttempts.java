package dev.silversmith.core.run;

import dev.silversmith.core.shared.QualifiedName;
import java.util.Map;

/**
 * What is recorded of a run: where the last attempt of each procedure, and of each refresh, stands. What is missing has not been tried.
 *
 * @param procedures by procedure
 * @param refreshes by view
 */
public record LastAttempts(Map<QualifiedName, StepStatus> procedures, Map<QualifiedName, StepStatus> refreshes) {

    /** Nothing was tried yet. */
    public static final LastAttempts NONE = new LastAttempts(Map.of(), Map.of());

    public LastAttempts {
        procedures = Map.copyOf(procedures);
        refreshes = Map.copyOf(refreshes);
    }

    /** Of procedures only. */
    public static LastAttempts of(Map<QualifiedName, StepStatus> procedures) {
        return new LastAttempts(procedures, Map.of());
    }

    StepStatus procedure(QualifiedName name) {
        return procedures.getOrDefault(name, StepStatus.PENDING);
    }

    StepStatus refresh(QualifiedName view) {
        return refreshes.getOrDefault(view, StepStatus.PENDING);
    }

    /** Whether the end of what is skipped was not recorded yet. */
    boolean isOpen(Skip skip) {
        return (skip.refresh() ? refresh(skip.what()) : procedure(skip.what())) == StepStatus.PENDING;
    }
}
