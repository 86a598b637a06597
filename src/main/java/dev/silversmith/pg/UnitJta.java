package dev.silversmith.pg;

import dev.silversmith.core.shared.OneLine;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The one JTA transaction of a unit, on the unit's thread. */
@ApplicationScoped
public class UnitJta {

    private static final Logger LOG = Logger.getLogger(UnitJta.class.getName());

    @Resource
    private UserTransaction transaction;

    void begin() {
        try {
            transaction.begin();
        } catch (NotSupportedException | SystemException fault) {
            throw new IllegalStateException("a unit's transaction could not be begun", fault);
        }
    }

    /**
     * Commits.
     *
     * @throws CommitUnclear whatever went wrong: what the database has done is not known
     */
    void commit() {
        try {
            transaction.commit();
        } catch (RollbackException
                | HeuristicMixedException
                | HeuristicRollbackException
                | SystemException
                | RuntimeException unknown) {
            throw new CommitUnclear(unknown);
        }
    }

    /**
     * Rolls back what has not ended yet.
     *
     * @return false if that failed: the session is lost, and when the transaction is gone, the database has to say
     */
    boolean end() {
        try {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
            return true;
        } catch (SystemException | RuntimeException fault) {
            LOG.log(Level.INFO, "a rollback failed, the session is lost: {0}", OneLine.of(fault));
            return false;
        }
    }

    /** The commit gave no clear answer. */
    static final class CommitUnclear extends RuntimeException {

        private static final long serialVersionUID = 1L;

        CommitUnclear(Exception why) {
            super("the commit gave no clear answer", why);
        }
    }
}
