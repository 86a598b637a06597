package dev.silversmith.app;

import dev.silversmith.app.port.RunView;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.RunStatus;
import java.util.function.Predicate;

/**
 * What somebody may do with a run as it stands.
 *
 * @param cancel stop it, or take it out of the queue
 * @param withdraw take back the request that waits for its approval
 * @param resume go on with what has not succeeded
 * @param again request one like it
 */
public record RunActions(boolean cancel, boolean withdraw, boolean resume, boolean again) {

    private static final String IMPORTED = "import";

    /**
     * What somebody may do.
     *
     * @param has the caller's roles
     */
    public static RunActions of(RunView run, Predicate<Role> has) {
        boolean starter = has.test(Role.OPERATOR) || has.test(Role.ENGINEER);
        boolean requester = mayRequest(run.mode().equals(Mode.FULL.word()), has);
        RunStatus status = run.status();
        // A refresh by hand is asked for at its target.
        boolean selected = !run.trigger().equals("refresh");
        boolean imported = run.trigger().equals(IMPORTED);
        boolean done = run.steps().succeeded() == run.steps().total()
                && run.refreshes().succeeded() == run.refreshes().total();
        return new RunActions(
                starter && (status == RunStatus.QUEUED || status == RunStatus.RUNNING),
                starter && status == RunStatus.PENDING_APPROVAL,
                requester && hindranceOfResume(status, imported, done).isEmpty(),
                requester && status.isFinal() && !imported && selected);
    }

    /** Whether somebody with these roles may request, and so resume, a full run or another. */
    public static boolean mayRequest(boolean full, Predicate<Role> has) {
        return has.test(Role.OPERATOR) || (!full && has.test(Role.ENGINEER));
    }

    /**
     * Why a run cannot be resumed, as the rest of a sentence that begins with its name; empty if it can.
     *
     * @param imported whether it is history from elsewhere
     * @param done whether all of its procedures and refreshes have succeeded
     */
    static String hindranceOfResume(RunStatus status, boolean imported, boolean done) {
        if (imported) {
            return "was imported as history and cannot be resumed; make a new run";
        }
        return switch (status) {
            case FAILED, CANCELLED -> done ? "has nothing left to do; make a new run" : "";
            case SUCCEEDED -> "has succeeded: there is nothing to resume; make a new run";
            case REJECTED -> "was rejected and cannot be resumed; make a new run";
            case EXPIRED -> "has expired without having started and cannot be resumed; make a new run";
            case PENDING_APPROVAL -> "waits for its approval: have it decided";
            case QUEUED -> "is in the queue: it starts by itself";
            case RUNNING, CANCELLING -> "is under way: only a run that has failed or was cancelled can be resumed";
        };
    }
}
