package dev.silversmith.app;

import dev.silversmith.app.port.RunRetention;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;

/** A few runs that go by age, in one transaction with their event of the audit trail. */
@ApplicationScoped
public class PurgeBatch {

    private final RunRetention retention;

    @Inject
    public PurgeBatch(RunRetention retention) {
        this.retention = retention;
    }

    PurgeBatch() {
        this(null);
    }

    /**
     * Deletes some runs.
     *
     * @param most how many at most
     * @return how many
     */
    @Transactional
    public int purge(int most) {
        return retention.purge(most);
    }
}
