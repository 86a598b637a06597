package dev.silversmith.pg;

import dev.silversmith.app.port.OutcomeResolver;
import dev.silversmith.app.port.Patience;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.UnitCall;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.app.port.UnitExecutor;
import dev.silversmith.app.port.UnitResult;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.OneLine;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Executes a unit in one JTA transaction on one warehouse connection: claim, work, one commit.
 *
 * <p>Any exception before the commit: rollback, and the outcome is known. Any exception of the commit itself, whatever it says: the outcome is
 * found out on another connection, never guessed. A session that turns out to be lost before the procedure was called costs nothing: the same
 * attempt goes on with another one.
 */
@ApplicationScoped
public class PgUnitExecutor implements UnitExecutor {

    private static final Logger LOG = Logger.getLogger(PgUnitExecutor.class.getName());

    @Resource(name = "jdbc/silversmithWarehouse", lookup = "jdbc/warehouse", shareable = false)
    private DataSource warehouse;

    private final UnitJta transaction;
    private final UnitClaim claims;
    private final BackendStarts backends;
    private final LiveMessages live;
    private final OutcomeResolver outcomes;
    private final StepLedger ledger;
    private final OpenSessions sessions;
    private final Patience patience;

    @Inject
    PgUnitExecutor(
            UnitJta transaction,
            UnitClaim claims,
            BackendStarts backends,
            LiveMessages live,
            OutcomeResolver outcomes,
            StepLedger ledger,
            OpenSessions sessions,
            Patience patience) {
        this.transaction = transaction;
        this.claims = claims;
        this.backends = backends;
        this.live = live;
        this.outcomes = outcomes;
        this.ledger = ledger;
        this.sessions = sessions;
        this.patience = patience;
    }

    PgUnitExecutor() {
        this(null, null, null, null, null, null, null, null);
    }

    @Override
    public UnitResult execute(UnitCall call) {
        UnitAttempt attempt = new UnitAttempt(call);
        Optional<UnitResult> result = Optional.empty();
        while (result.isEmpty()) {
            if (call.control().cancelled()) {
                return new UnitResult.Cancelled(0);
            }
            result = cutShort(attempt);
        }
        call.members().forEach(member -> call.messages().finished(member.stepId()));
        return result.get();
    }

    /** As {@link #onSession}; whoever recovers the run settles what cannot be found out before the server ends. */
    private Optional<UnitResult> cutShort(UnitAttempt attempt) {
        try {
            return onSession(attempt);
        } catch (CutShort end) {
            LOG.log(Level.WARNING, "{0}: {1}", new Object[] {
                OneLine.of(attempt.call().unit()), end.getMessage()
            });
            return Optional.of(new UnitResult.GivenUp());
        }
    }

    /** Empty if the session was lost before anything was called, so that another one is to be tried. */
    private Optional<UnitResult> onSession(UnitAttempt attempt) {
        transaction.begin();
        try {
            return on(attempt, open(attempt.call()));
        } catch (SQLException noConnection) {
            // The pool says that nothing came free in time without an SQLSTATE, by this class.
            return noConnection instanceof SQLTransientConnectionException
                            || PgErrors.isConnectionLoss(noConnection)
                            || PgErrors.isTransient(PgErrors.sqlState(noConnection))
                    ? again(attempt, noConnection)
                    : Optional.of(UnitResult.Failed.early(PgErrors.describe(noConnection)));
        } catch (DatabaseFault fault) {
            // The control login's own connection: nothing was called yet, and a claim that was made stays good.
            if (attempt.called() || !fault.isTransient()) {
                throw fault;
            }
            return again(attempt, fault);
        } finally {
            transaction.end();
        }
    }

    private Optional<UnitResult> again(UnitAttempt attempt, Exception why) {
        LOG.log(Level.WARNING, "{0} has no connection yet, tried again: {1}", new Object[] {
            OneLine.of(attempt.call().unit()), OneLine.of(why)
        });
        Pause.beforeNextTry("a connection", patience);
        return Optional.empty();
    }

    private Optional<UnitResult> on(UnitAttempt attempt, UnitSession session) {
        try {
            return work(attempt, session);
        } catch (RuntimeException fault) {
            session.markBroken();
            throw fault;
        } finally {
            rollback(session);
            session.close();
            sessions.remove(session.watched());
        }
    }

    private UnitSession open(UnitCall call) throws SQLException {
        Connection connection = warehouse.getConnection();
        try {
            Session session = backends.session(connection);
            OpenSession watched = new OpenSession(session, BackendStarts.driver(connection));
            call.control().session(session);
            sessions.add(watched);
            return new UnitSession(connection, call.control(), watched);
        } catch (SQLException lost) {
            connection.abort(Runnable::run);
            connection.close();
            throw lost;
        }
    }

    private Optional<UnitResult> work(UnitAttempt attempt, UnitSession session) {
        if (!attempt.claim(claims, session.session())) {
            return Optional.of(new UnitResult.NotClaimed());
        }
        try {
            attempt.run(session, live);
        } catch (SQLException error) {
            if (!rollback(session)) {
                session.markBroken();
            }
            return afterError(attempt, session, error);
        }
        return Optional.of(commit(attempt, session));
    }

    private Optional<UnitResult> afterError(UnitAttempt attempt, UnitSession session, SQLException error) {
        UnitCall call = attempt.call();
        if (session.broken()) {
            // The server may still be at work for a client it has lost: nothing is said before that is over.
            outcomes.resolve(call.lead().stepId(), session.session());
            if (!attempt.called() && !call.control().cancelled()) {
                return again(attempt, error);
            }
        }
        if (PgErrors.sqlState(error).equals(PgErrors.GIVEN_UP) && givenUp(call, session)) {
            return Optional.of(new UnitResult.GivenUp());
        }
        boolean ended = PgErrors.sqlState(error).equals(PgErrors.QUERY_CANCELED) || session.broken();
        if (call.control().cancelled() && ended) {
            return Optional.of(new UnitResult.Cancelled(attempt.member()));
        }
        return Optional.of(attempt.failed(PgErrors.describe(error)));
    }

    /** A procedure may raise our SQLSTATE as well: only the table says whether the attempt was given up. */
    private boolean givenUp(UnitCall call, UnitSession session) {
        return outcomes.resolve(call.lead().stepId(), session.session()) != StepStatus.RUNNING;
    }

    private UnitResult commit(UnitAttempt attempt, UnitSession session) {
        UnitCall call = attempt.call();
        if (call.control().cancelled()) {
            if (!rollback(session)) {
                session.markBroken();
                outcomes.resolve(call.lead().stepId(), session.session());
            }
            return new UnitResult.Cancelled(attempt.member());
        }
        try {
            session.awaiting(() -> {
                transaction.commit();
                return null;
            });
        } catch (UnitJta.CommitUnclear unknown) {
            LOG.log(
                    Level.INFO,
                    "the commit of {0} gave no clear answer; its outcome is looked up",
                    OneLine.of(call.unit()));
            session.markBroken();
            session.close();
            UnitResult result = found(attempt, outcomes.resolve(call.lead().stepId(), session.session()), unknown);
            if (result instanceof UnitResult.Succeeded) {
                beside(attempt, () -> attempt.members().forEach(new AfterSuccess(call, session, ledger)::notDone));
            }
            return result;
        }
        beside(attempt, () -> recordLateWarnings(attempt));
        beside(attempt, () -> attempt.members().forEach(new AfterSuccess(call, session, ledger)::of));
        return new UnitResult.Succeeded();
    }

    /** What is committed stays so whatever becomes of what goes with it. */
    private static void beside(UnitAttempt attempt, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException fault) {
            LOG.log(Level.WARNING, "what goes with the success of {0} was not all done: {1}", new Object[] {
                OneLine.of(attempt.call().unit()), OneLine.of(fault)
            });
        }
    }

    /** False if the session is lost with it. */
    private boolean rollback(UnitSession session) {
        return session.awaiting(transaction::end);
    }

    private void recordLateWarnings(UnitAttempt attempt) {
        if (attempt.lateWarnings() > 0) {
            ledger.warnings(attempt.call().lead().stepId(), attempt.lateWarnings());
        }
    }

    private static UnitResult found(UnitAttempt attempt, StepStatus status, Exception ofCommit) {
        return switch (status) {
            case SUCCEEDED -> new UnitResult.Succeeded();
            // Pending: a crash of the database has lost the claim, and with it everything that had not been committed.
            case RUNNING, PENDING ->
                attempt.call().control().cancelled()
                        ? new UnitResult.Cancelled(attempt.member())
                        : attempt.failed(describe(ofCommit));
            case FAILED, SKIPPED, ROLLED_BACK, INTERRUPTED, CANCELLED -> new UnitResult.GivenUp();
        };
    }

    private static StepError describe(Exception ofCommit) {
        for (Throwable cause = ofCommit; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException error) {
                return PgErrors.describe(error);
            }
        }
        return StepError.of("the commit was refused and everything is rolled back");
    }
}
