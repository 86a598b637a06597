package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.run.FullRefresh;
import dev.silversmith.core.run.LastAttempts;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Keeps runs and their steps. Every method works in the caller's transaction. */
public interface RunStore {

    /**
     * The run that an idempotency key has made.
     *
     * @param purged whether only the key is still known, the run was deleted
     */
    record KeyedRun(UUID id, long number, String requestFingerprint, String requestedBy, boolean purged) {}

    /**
     * An open run that shares procedures with another one.
     *
     * @param procedure the first of those that they share
     */
    record Overlap(UUID runId, long number, QualifiedName procedure) {}

    /**
     * A run to be made.
     *
     * @param overridesJson overridden parameters as a JSON object
     * @param full what was said for a full refresh
     */
    record NewRun(
            UUID id,
            String idempotencyKey,
            String requestFingerprint,
            String trigger,
            String select,
            String exclude,
            String overridesJson,
            int maxParallel,
            boolean stopOnFailure,
            boolean rejectOnOverlap,
            Optional<Duration> timeout,
            LocalDate businessDate,
            String timeZone,
            String requestedBy,
            FullRefresh full,
            Plan plan,
            String jobXml) {}

    /**
     * A run that was admitted and is to be executed by this server.
     *
     * @param lease under which it is executed
     * @param lastExecution its execution in the batch repository before it was resumed or taken over; empty for a run's first
     * @param steps the latest attempt of each procedure
     * @param refreshes the latest attempt of each refresh, by view
     */
    record AdmittedRun(
            RunLease lease,
            Mode mode,
            Instant startedAt,
            LocalDate businessDate,
            String requestedBy,
            boolean stopOnFailure,
            Plan plan,
            String jobXml,
            Optional<Long> lastExecution,
            Map<QualifiedName, StepRef> steps,
            Map<QualifiedName, StepRef> refreshes) {

        public AdmittedRun {
            steps = Map.copyOf(steps);
            refreshes = Map.copyOf(refreshes);
        }

        public UUID id() {
            return lease.runId();
        }

        /** Where all these attempts stand. */
        public LastAttempts last() {
            return new LastAttempts(statuses(steps), statuses(refreshes));
        }

        private static Map<QualifiedName, StepStatus> statuses(Map<QualifiedName, StepRef> attempts) {
            return attempts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                    .status()));
        }
    }

    /**
     * The latest attempt of a procedure or refresh.
     *
     * @param failures how many attempts have failed before, since the run was resumed
     * @param delay until it may be claimed; zero or less if it may be now
     */
    record StepRef(UUID id, StepStatus status, int failures, Duration delay) {

        /** One that is the procedure's first, or is tried at once. */
        public static StepRef of(UUID id, StepStatus status) {
            return new StepRef(id, status, 0, Duration.ZERO);
        }
    }

    /**
     * An attempt, of a procedure or a refresh, that is said to be running.
     *
     * @param lead the attempt that holds its transaction's advisory lock: itself, or its group's first member
     */
    record OpenStep(UUID id, UUID lead, Optional<UnitControl.Session> session) {}

    Optional<KeyedRun> findByKey(String idempotencyKey);

    /**
     * From now to the end of the transaction no other run is made, on whatever server. So a run that can be seen is preceded by every run of
     * a smaller number, which keeps the queue in the order of the numbers, and no overlapping run appears after a look for one.
     */
    void lockForInsert();

    /** Open runs, awaiting approval included, that have one of these procedures; oldest first. */
    List<Overlap> overlaps(Collection<QualifiedName> procedures);

    /**
     * Makes a run with its pending steps, queued or, if its mode is full, pending approval; waits for a concurrent one with the same key.
     *
     * @return false if the key is taken; nothing was made
     */
    boolean insert(NewRun run);

    /**
     * Admits the oldest queued run that shares no procedure with an active or an older queued one; empty if there is none, or if another
     * caller, of whatever server, is admitting at this moment.
     */
    Optional<RunLease> admitNext(LeaseStore.Self server, Duration lease);

    /** Everything needed to execute a run that was admitted or taken over; empty if the lease is not its latest any more. */
    Optional<AdmittedRun> load(RunLease lease);

    void launched(RunLease lease, JobLauncher.JobIds ids);

    /** The run's status, its row locked; empty if there is no such run. */
    Optional<RunStatus> lockStatus(UUID runId);

    /** As the other one; empty also if the lease is not the run's latest any more. */
    Optional<RunStatus> lockStatus(RunLease lease);

    /** Moves a run to cancelling, or to cancelled with all its steps if it had not started. */
    void cancel(UUID runId, RunStatus to, String actor);

    /** The status of the last attempt of each procedure and of each refresh. */
    List<StepStatus> lastStatuses(UUID runId);

    /**
     * Takes away every attempt that was not claimed; afterwards none of the run can become running any more.
     *
     * @param because a reason of {@link dev.silversmith.core.run.Skip}
     */
    void skipPending(UUID runId, String because);

    /** Ends a run that is running or cancelling, and whose attempts have all ended. */
    void close(UUID runId, RunStatus to, Optional<String> error);

    /** Attempts said to be running. */
    List<OpenStep> openSteps(UUID runId);

    /** Median duration of the last 20 successes of each procedure in a mode. */
    Map<QualifiedName, Duration> expectedDurations(Mode mode);

    /** Median duration of the last 20 successful refreshes of each view. */
    Map<QualifiedName, Duration> expectedRefreshDurations();
}
