package dev.silversmith.app.port;

import dev.silversmith.core.run.BoundArgument;
import java.util.List;
import java.util.Optional;

/** How the execution of a unit ended; what is not known is never said. */
public sealed interface UnitResult {

    /** Effects and success records are committed. */
    record Succeeded() implements UnitResult {}

    /**
     * All is rolled back; of a procedure that commits by itself, what it had not committed.
     *
     * @param member place of the member that failed, from 0
     * @param arguments what is known of its arguments
     * @param watermarkBefore where its watermark stood, if that was read
     */
    record Failed(int member, StepError error, List<BoundArgument> arguments, Optional<String> watermarkBefore)
            implements UnitResult {

        public Failed {
            arguments = List.copyOf(arguments);
        }

        /** A failure of the first member before anything was bound. */
        public static Failed early(StepError error) {
            return new Failed(0, error, List.of(), Optional.empty());
        }
    }

    /**
     * All is rolled back because the unit was cancelled.
     *
     * @param member place of the member that was under way, from 0
     */
    record Cancelled(int member) implements UnitResult {}

    /**
     * A procedure that commits by itself was cut short after its call had begun: what it has committed stays, and nobody can say what that is.
     *
     * @param known what can be said
     */
    record Unknown(Failed known) implements UnitResult {}

    /** Nothing was begun: the claim was refused, for the run or the attempt has changed meanwhile. */
    record NotClaimed() implements UnitResult {}

    /**
     * Nothing may be said of it here: the attempt was given up by somebody else meanwhile, or what became of it cannot be found out here and
     * is left to the recovery.
     */
    record GivenUp() implements UnitResult {}
}
