package dev.silversmith.app;

import dev.silversmith.app.port.OverviewQueries;
import dev.silversmith.app.port.OverviewQueries.Waiting;
import dev.silversmith.core.run.Person;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What waits for a second person, seen by one who could be that person. */
@ApplicationScoped
public class WaitingRequests {

    private static final Logger LOG = Logger.getLogger(WaitingRequests.class.getName());

    private final OverviewQueries queries;

    @Inject
    public WaitingRequests(OverviewQueries queries) {
        this.queries = queries;
    }

    WaitingRequests() {
        this(null);
    }

    /** What a user may decide, the oldest first: all that others have asked for. */
    public List<Waiting> of(String user) {
        return queries.waiting().stream()
                .filter(request -> !Person.same(request.requestedBy(), user) && !Person.same(request.askedBy(), user))
                .toList();
    }

    /** How many requests a user may decide; 0 while nobody knows, for it stands beside everything else. */
    public int decidableBy(String user) {
        try {
            return of(user).size();
        } catch (RuntimeException fault) {
            LOG.log(Level.FINE, "nobody knows how many requests wait", fault);
            return 0;
        }
    }
}
