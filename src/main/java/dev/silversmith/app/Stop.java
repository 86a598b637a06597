package dev.silversmith.app;

import dev.silversmith.core.run.StepStatus;

/**
 * Why a run ends here early though no person cancelled it.
 *
 * @param why for the record
 * @param underWay what its attempts under way become when they are gone: interrupted or cancelled
 */
record Stop(String why, StepStatus underWay) {

    /** Its server or its job cannot go on with it: the run goes on elsewhere, or here later. */
    static Stop interrupted(String why) {
        return new Stop(why, StepStatus.INTERRUPTED);
    }

    /** It was told to end by then. */
    static Stop expired(String why) {
        return new Stop(why, StepStatus.CANCELLED);
    }

    /** Whether the run itself has not ended. */
    boolean goesOn() {
        return underWay == StepStatus.INTERRUPTED;
    }
}
