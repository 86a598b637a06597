package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Reads what has become of procedures so far, for whoever is about to run them again. */
public interface PlanFacts {

    /**
     * What is known of one procedure. Dry runs do not count.
     *
     * @param lastStatus of the last attempt that has ended; empty if there was none
     * @param lastSuccess when it last succeeded, in whatever mode
     * @param lastRows rows affected by the last success in the mode, where measured
     * @param usualMs median duration of the last ten successes in the mode
     * @param usualRows median of their rows, where measured
     * @param openRun number of an open run that has it
     * @param watermark where its last successful load ended
     */
    record Facts(
            Optional<StepStatus> lastStatus,
            Optional<Instant> lastSuccess,
            Optional<Long> lastRows,
            Optional<Long> usualMs,
            Optional<Long> usualRows,
            Optional<Long> openRun,
            Optional<String> watermark) {

        /** Of a procedure that has never run. */
        public static final Facts NONE = new Facts(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** By procedure; one that the database does not know is left out. */
    Map<QualifiedName, Facts> of(Collection<QualifiedName> procedures, Mode mode);
}
