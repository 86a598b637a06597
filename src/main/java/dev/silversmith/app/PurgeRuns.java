package dev.silversmith.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Deletes runs by age until none is left that is old enough, a few at a time: whoever works meanwhile waits for a few rows at most. */
@ApplicationScoped
public class PurgeRuns {

    private static final Logger LOG = Logger.getLogger(PurgeRuns.class.getName());

    private static final int AT_ONCE = 20;

    private final PurgeBatch batch;
    private final ServerStop end;

    @Inject
    public PurgeRuns(PurgeBatch batch, ServerStop end) {
        this.batch = batch;
        this.end = end;
    }

    PurgeRuns() {
        this(null, null);
    }

    /** Ends early if the server is being stopped. Several servers share the work. */
    public void purge() {
        int purged = 0;
        boolean more = true;
        while (more && !end.hasBegun()) {
            int last = batch.purge(AT_ONCE);
            purged += last;
            more = last > 0;
        }
        if (purged > 0) {
            LOG.log(Level.INFO, "{0} runs were deleted for their age", Integer.toString(purged));
        }
    }
}
