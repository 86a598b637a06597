package dev.silversmith.pg;

import dev.silversmith.app.port.OutcomeResolver;
import dev.silversmith.app.port.Patience;
import dev.silversmith.app.port.RefreshCall;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.UnitCall;
import dev.silversmith.app.port.UnitControl;
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
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Executes a unit in one JTA transaction on one warehouse connection: claim, work, one commit.
 *
 * <p>Any exception before the commit: rollback, and the outcome is known. Any exception of the commit itself, whatever it says: the outcome is
 * found out on another connection, never guessed. Trouble of the database before anything of the warehouse was called costs nothing: the same
 * attempt goes on with another session.
 */
@ApplicationScoped
public class PgUnitExecutor implements UnitExecutor {

    private static final Logger LOG = Logger.getLogger(PgUnitExecutor.class.getName());

    @Resource(name = "jdbc/silversmithWarehouse", lookup = "jdbc/warehouse", shareable = false)
    private DataSource warehouse;

    private final UnitJta transaction;
    private final UnitClaim claims;
    private final RefreshClaim refreshClaims;
    private final BackendStarts backends;
    private final LiveMessages live;
    private final OutcomeResolver outcomes;
    private final StepLedger ledger;
    private final OpenSessions sessions;
    private final Patience patience;
    private final OwnUnitExecutor own;

    @Inject
    PgUnitExecutor(
            UnitJta transaction,
            UnitClaim claims,
            RefreshClaim refreshClaims,
            BackendStarts backends,
            LiveMessages live,
            OutcomeResolver outcomes,
            StepLedger ledger,
            OpenSessions sessions,
            Patience patience,
            OwnUnitExecutor own) {
        this.transaction = transaction;
        this.claims = claims;
        this.refreshClaims = refreshClaims;
        this.backends = backends;
        this.live = live;
        this.outcomes = outcomes;
        this.ledger = ledger;
        this.sessions = sessions;
        this.patience = patience;
        this.own = own;
    }

    PgUnitExecutor() {
        this(null, null, null, null, null, null, null, null, null, null);
    }

    @Override
    public UnitResult execute(UnitCall call) {
        return call.lead().procedure().execution().transaction().isOwn()
                ? own.execute(call, () -> open(call.control()))
                : execute(new UnitAttempt(call, claims, live, ledger));
    }

    @Override
    public UnitResult execute(RefreshCall call) {
        return execute(new RefreshAttempt(call, refreshClaims));
    }

    private UnitResult execute(Attempt attempt) {
        Optional<UnitResult> result = Optional.empty();
        while (result.isEmpty()) {
            if (attempt.control().cancelled()) {
                return new UnitResult.Cancelled(0);
            }
            result = cutShort(attempt);
        }
        attempt.ended();
        return result.get();
    }

    /** As {@link #onSession}; whoever recovers the run settles what cannot be found out before the server ends. */
    private Optional<UnitResult> cutShort(Attempt attempt) {
        try {
            Optional<UnitResult> result = onSession(attempt);
            if (result.isEmpty()) {
                Pause.beforeNextTry("the database", patience);
            }
            return result;
        } catch (CutShort end) {
            LOG.log(Level.WARNING, "{0}: {1}", new Object[] {OneLine.of(attempt.unit()), end.getMessage()});
            return Optional.of(new UnitResult.GivenUp());
        }
    }

    /** Empty if the database was in trouble before anything was called, so that it is to be tried again. */
    private Optional<UnitResult> onSession(Attempt attempt) {
        transaction.begin();
        try {
            return on(attempt, open(attempt.control()));
        } catch (SQLException noSession) {
            // Nothing of it is said of the unit.
            return again(attempt, noSession);
        } finally {
            transaction.end();
        }
    }

    private static Optional<UnitResult> again(Attempt attempt, Exception why) {
        LOG.log(Level.WARNING, "{0} could not begin yet and is tried again: {1}", new Object[] {
            OneLine.of(attempt.unit()), OneLine.of(why)
        });
        return Optional.empty();
    }

    private Optional<UnitResult> on(Attempt attempt, UnitSession session) {
        try {
            return work(attempt, session);
        } catch (CutShort end) {
            session.markBroken();
            throw end;
        } catch (RuntimeException fault) {
            session.markBroken();
            undo(session);
            return Optional.of(found(attempt, session).orElseThrow(() -> fault));
        } finally {
            undo(session);
            sessions.remove(session.watched());
        }
    }

    private UnitSession open(UnitControl control) throws SQLException {
        Connection connection = connect();
        try {
            Session session = backends.session(connection);
            OpenSession watched = new OpenSession(session, BackendStarts.driver(connection));
            control.session(session);
            sessions.add(watched);
            return new UnitSession(connection, control, watched);
        } catch (SQLException | RuntimeException lost) {
            // The pool has its place back whatever becomes of the connection.
            try (connection) {
                connection.abort(Runnable::run);
            }
            throw lost;
        }
    }

    Connection connect() throws SQLException {
        return warehouse.getConnection();
    }

    private Optional<UnitResult> work(Attempt attempt, UnitSession session) {
        try {
            if (!attempt.claim(session.session())) {
                return Optional.of(new UnitResult.NotClaimed());
            }
        } catch (DatabaseFault fault) {
            // The control login's own connection: nothing was called yet, and a claim that was made stays good.
            if (!fault.mayPass()) {
                throw fault;
            }
            return again(attempt, fault);
        }
        try {
            attempt.run(session);
        } catch (SQLException error) {
            return afterError(attempt, session, error);
        }
        return Optional.of(commit(attempt, session));
    }

    private Optional<UnitResult> afterError(Attempt attempt, UnitSession session, SQLException error) {
        boolean undone = undo(session);
        // A procedure may raise our SQLSTATE as well: only the table says whether the attempt was given up.
        if (!undone || PgErrors.sqlState(error).equals(PgErrors.GIVEN_UP)) {
            Optional<UnitResult> known = found(attempt, session);
            if (known.isPresent()) {
                return known;
            }
        }
        boolean cancelled = attempt.control().cancelled();
        if (!attempt.called() && !cancelled && PgErrors.isTrouble(error)) {
            return again(attempt, error);
        }
        boolean ended = PgErrors.sqlState(error).equals(PgErrors.QUERY_CANCELED) || !undone;
        return Optional.of(
                cancelled && ended
                        ? new UnitResult.Cancelled(attempt.member())
                        : attempt.failed(PgErrors.describe(error, attempt.subject())));
    }

    /** Rolls back and gives the session away; false if it was lost, so that the server may still be at work for it. */
    private boolean undo(UnitSession session) {
        if (!session.awaiting(transaction::end)) {
            session.markBroken();
        }
        session.close();
        return !session.broken();
    }

    /**
     * What the table says of a unit whose session is lost, when its transaction is gone; empty if nothing was committed and the attempt is
     * still this unit's.
     */
    private Optional<UnitResult> found(Attempt attempt, UnitSession session) {
        return switch (resolve(attempt, session)) {
            case SUCCEEDED -> Optional.of(new UnitResult.Succeeded());
            // Pending: a crash of the database has lost the claim, and with it everything that had not been committed.
            case RUNNING, PENDING -> Optional.empty();
            case FAILED, SKIPPED, ROLLED_BACK, INTERRUPTED, CANCELLED -> Optional.of(new UnitResult.GivenUp());
        };
    }

    /** A fault of the question is no answer: nothing may be said of a unit that may have been committed. */
    private StepStatus resolve(Attempt attempt, UnitSession session) {
        try {
            return outcomes.resolve(attempt.lead(), session.session());
        } catch (CutShort end) {
            throw end;
        } catch (RuntimeException fault) {
            throw new CutShort("an outcome", fault);
        }
    }

    private UnitResult commit(Attempt attempt, UnitSession session) {
        if (attempt.control().cancelled()) {
            UnitResult cancelled = new UnitResult.Cancelled(attempt.member());
            return undo(session) ? cancelled : found(attempt, session).orElse(cancelled);
        }
        try {
            session.awaiting(() -> {
                transaction.commit();
                return null;
            });
        } catch (UnitJta.CommitUnclear unknown) {
            return afterCommit(attempt, session, unknown);
        }
        Beside.all(attempt, attempt.afterCommit(session));
        return new UnitResult.Succeeded();
    }

    private UnitResult afterCommit(Attempt attempt, UnitSession session, Exception unknown) {
        LOG.log(
                Level.INFO,
                "the commit of {0} gave no clear answer; its outcome is looked up",
                OneLine.of(attempt.unit()));
        session.markBroken();
        session.close();
        UnitResult result = found(attempt, session)
                .orElseGet(() -> attempt.control().cancelled()
                        ? new UnitResult.Cancelled(attempt.member())
                        : attempt.failed(describe(unknown, attempt)));
        if (result instanceof UnitResult.Succeeded) {
            Beside.all(attempt, attempt.afterLostCommit(session));
        }
        return result;
    }

    private static StepError describe(Exception ofCommit, Attempt attempt) {
        for (Throwable cause = ofCommit; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException error) {
                return PgErrors.describe(error, attempt.subject());
            }
        }
        return StepError.of("the commit was refused and everything is rolled back");
    }
}
