package dev.silversmith.pg;

import dev.silversmith.core.shared.OneLine;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What goes with a success that is committed: it stays so whatever becomes of this. */
final class Beside {

    private static final Logger LOG = Logger.getLogger(Beside.class.getName());

    private Beside() {}

    /** Does each by itself; never throws. */
    static void all(Attempt attempt, List<Runnable> works) {
        for (Runnable work : works) {
            try {
                work.run();
            } catch (RuntimeException fault) {
                LOG.log(Level.WARNING, "what goes with the success of {0} was not all done: {1}", new Object[] {
                    OneLine.of(attempt.unit()), OneLine.of(fault)
                });
            }
        }
    }
}
