package dev.silversmith.pg;

import dev.silversmith.app.port.OutcomeResolver;
import dev.silversmith.app.port.Patience;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.UnitCall;
import dev.silversmith.app.port.UnitResult;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.OneLine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Executes a procedure that commits by itself: claim, call in autocommit, record of the success in a transaction of its own.
 *
 * <p>Once the call was sent, no answer means that nobody can say what was committed: the attempt is neither failed nor repeated. An error
 * that the server has answered is a failure, of which a part may have been committed. Once the call has ended well, only the record can be
 * in doubt, and it is made again on other sessions until the table has it.
 */
@ApplicationScoped
public class OwnUnitExecutor {

    /** Opens a session for the unit. */
    @FunctionalInterface
    interface Opening {
        UnitSession open() throws SQLException;
    }

    private static final Logger LOG = Logger.getLogger(OwnUnitExecutor.class.getName());

    private static final String STAYS =
            "The procedure commits by itself (transaction: own): what it has committed stays, and nobody but a"
                    + " person repeats it. Look at its tables before you resume the run.";

    private final UnitClaim claims;
    private final LiveMessages live;
    private final OutcomeResolver outcomes;
    private final StepLedger ledger;
    private final OpenSessions sessions;
    private final Patience patience;

    @Inject
    OwnUnitExecutor(
            UnitClaim claims,
            LiveMessages live,
            OutcomeResolver outcomes,
            StepLedger ledger,
            OpenSessions sessions,
            Patience patience) {
        this.claims = claims;
        this.live = live;
        this.outcomes = outcomes;
        this.ledger = ledger;
        this.sessions = sessions;
        this.patience = patience;
    }

    OwnUnitExecutor() {
        this(null, null, null, null, null, null);
    }

    UnitResult execute(UnitCall call, Opening opening) {
        UnitAttempt attempt = new UnitAttempt(call, claims, live, ledger);
        UnitResult result;
        try {
            result = untilKnown(attempt, opening);
        } catch (CutShort end) {
            LOG.log(Level.WARNING, "{0}: {1}", new Object[] {OneLine.of(call.unit()), end.getMessage()});
            result = new UnitResult.GivenUp();
        }
        call.messages().finished(call.lead().stepId());
        return result;
    }

    private UnitResult untilKnown(UnitAttempt attempt, Opening opening) {
        while (!attempt.control().cancelled()) {
            Optional<UnitResult> result = onSession(opening, session -> call(attempt, session, opening));
            if (result.isPresent()) {
                return result.get();
            }
            Pause.beforeNextTry("the database", patience);
        }
        return new UnitResult.Cancelled(0);
    }

    private interface Work {
        Optional<UnitResult> on(UnitSession session);
    }

    /** Empty also if there is no session to be had. */
    private Optional<UnitResult> onSession(Opening opening, Work work) {
        UnitSession session;
        try {
            session = opening.open();
        } catch (SQLException noSession) {
            LOG.log(Level.WARNING, "no session for a procedure yet, tried again: {0}", OneLine.of(noSession));
            return Optional.empty();
        }
        try {
            return work.on(session);
        } catch (RuntimeException fault) {
            session.markBroken();
            throw fault;
        } finally {
            session.close();
            sessions.remove(session.watched());
        }
    }

    /** Empty if the database was in trouble before anything was called. */
    private Optional<UnitResult> call(UnitAttempt attempt, UnitSession session, Opening opening) {
        try {
            return callAndRecord(attempt, session, opening);
        } catch (CutShort end) {
            throw end;
        } catch (RuntimeException fault) {
            if (attempt.sent()) {
                return Optional.of(afterFault(attempt, session, fault));
            }
            if (fault instanceof DatabaseFault ofDatabase && ofDatabase.mayPass()) {
                return again(attempt, ofDatabase);
            }
            throw fault;
        }
    }

    private Optional<UnitResult> callAndRecord(UnitAttempt attempt, UnitSession session, Opening opening) {
        try {
            if (!attempt.claim(session.session())) {
                return Optional.of(new UnitResult.NotClaimed());
            }
            attempt.runOwn(session);
        } catch (SQLException error) {
            return attempt.sent() ? Optional.of(afterCall(attempt, session, error)) : before(attempt, session, error);
        }
        return Optional.of(recorded(attempt, session, opening));
    }

    private static Optional<UnitResult> again(UnitAttempt attempt, Exception why) {
        LOG.log(Level.WARNING, "{0} could not begin yet and is tried again: {1}", new Object[] {
            OneLine.of(attempt.unit()), OneLine.of(why)
        });
        return Optional.empty();
    }

    /** The procedure was not called. */
    private Optional<UnitResult> before(UnitAttempt attempt, UnitSession session, SQLException error) {
        if (PgErrors.sqlState(error).equals(PgErrors.GIVEN_UP)) {
            // Its process may be ended while its outcome is looked up: it must not be another unit's by then.
            session.markBroken();
        }
        leave(session, error);
        if (session.broken() && resolve(attempt, session).isFinal()) {
            return Optional.of(new UnitResult.GivenUp());
        }
        boolean cancelled = attempt.control().cancelled();
        if (!attempt.called() && !cancelled && PgErrors.isTrouble(error)) {
            return again(attempt, error);
        }
        boolean ended = PgErrors.sqlState(error).equals(PgErrors.QUERY_CANCELED) || session.broken();
        return Optional.of(
                cancelled && ended
                        ? new UnitResult.Cancelled(0)
                        : attempt.failed(PgErrors.describe(error).notRetryable()));
    }

    private UnitResult afterCall(UnitAttempt attempt, UnitSession session, SQLException error) {
        leave(session, error);
        boolean cancelled = attempt.control().cancelled();
        if (PgErrors.isAnswer(error) && !(cancelled && PgErrors.sqlState(error).equals(PgErrors.QUERY_CANCELED))) {
            return attempt.failed(PgErrors.describe(error).notRetryable().advising(STAYS));
        }
        // Nothing is said while the session may still be at work.
        if (session.broken() && resolve(attempt, session).isFinal()) {
            return new UnitResult.GivenUp();
        }
        return unknown(attempt, cancelled ? StepError.of("it was cancelled while it ran") : PgErrors.describe(error));
    }

    /** A fault of ours once the call was sent: the server may still be at work, and what it has done may be recorded already. */
    private UnitResult afterFault(UnitAttempt attempt, UnitSession session, RuntimeException fault) {
        UUID incident = UUID.randomUUID();
        LOG.log(
                Level.SEVERE,
                "incident %s: %s could not be followed to its end".formatted(incident, OneLine.of(attempt.unit())),
                fault);
        session.markBroken();
        session.close();
        return switch (resolve(attempt, session)) {
            case SUCCEEDED -> new UnitResult.Succeeded();
            case RUNNING, PENDING ->
                unknown(attempt, StepError.of("unexpected fault of the engine, incident " + incident));
            case FAILED, SKIPPED, ROLLED_BACK, INTERRUPTED, CANCELLED -> new UnitResult.GivenUp();
        };
    }

    private static UnitResult unknown(UnitAttempt attempt, StepError error) {
        StepError told = new StepError(
                Optional.of(PgErrors.UNKNOWN),
                "its outcome is not known: " + error.message(),
                error.detail(),
                error.hint(),
                error.context(),
                error.position(),
                false);
        return new UnitResult.Unknown(attempt.failed(told.advising(STAYS)));
    }

    /** Gives the session away. */
    private static void leave(UnitSession session, SQLException error) {
        if (!PgErrors.isAnswer(error)) {
            session.markBroken();
        }
        session.close();
    }

    /** The procedure has ended well and all of it is committed: what is left is to say so. */
    private UnitResult recorded(UnitAttempt attempt, UnitSession session, Opening opening) {
        Optional<UnitResult> result = recordOn(attempt, session);
        while (result.isEmpty()) {
            Pause.beforeNextTry("the record of a success", patience);
            result = onSession(opening, another -> recordOn(attempt, another));
        }
        return result.get();
    }

    /** Empty if it is to be tried again. */
    private Optional<UnitResult> recordOn(UnitAttempt attempt, UnitSession session) {
        try {
            attempt.recordOwn(session);
        } catch (SQLException fault) {
            return afterRecord(attempt, session, fault);
        }
        Beside.all(attempt, attempt.afterCommit(session));
        return Optional.of(new UnitResult.Succeeded());
    }

    private Optional<UnitResult> afterRecord(UnitAttempt attempt, UnitSession session, SQLException fault) {
        // No user code takes part in this statement: the answer is our own function's.
        if (PgErrors.sqlState(fault).equals(PgErrors.GIVEN_UP)) {
            return Optional.of(new UnitResult.GivenUp());
        }
        if (!PgErrors.mayPass(fault)) {
            StepError error = PgErrors.describe(fault);
            StepError told = fault instanceof UnitFault
                    ? error
                    : error.during("all is committed, but the success cannot be recorded");
            return Optional.of(attempt.failed(told.notRetryable().advising(STAYS)));
        }
        session.markBroken();
        session.close();
        return switch (resolve(attempt, session)) {
            case RUNNING -> Optional.empty();
            case SUCCEEDED -> {
                Beside.all(attempt, attempt.afterLostCommit(session));
                yield Optional.of(new UnitResult.Succeeded());
            }
            // A crash of the database has lost the claim, and with it whatever had not reached the disk.
            case PENDING -> Optional.of(unknown(attempt, PgErrors.describe(fault)));
            case FAILED, SKIPPED, ROLLED_BACK, INTERRUPTED, CANCELLED -> Optional.of(new UnitResult.GivenUp());
        };
    }

    private StepStatus resolve(UnitAttempt attempt, UnitSession session) {
        try {
            return outcomes.resolve(attempt.lead(), session.session());
        } catch (CutShort end) {
            throw end;
        } catch (RuntimeException fault) {
            throw new CutShort("an outcome", fault);
        }
    }
}
