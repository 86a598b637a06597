package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.Secrets;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.StepLog;
import dev.silversmith.app.port.UnitCall;
import dev.silversmith.app.port.UnitCall.MemberCall;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.app.port.UnitExecutor;
import dev.silversmith.app.port.UnitResult;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.BoundArgument;
import dev.silversmith.core.run.Outcome;
import dev.silversmith.core.shared.OneLine;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.core.shared.TimeOrderedId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Executes one unit of a run and records how it ended; what was committed is never recorded as anything but a success. */
@ApplicationScoped
public class ExecuteUnit {

    private static final Logger LOG = Logger.getLogger(ExecuteUnit.class.getName());

    private final UnitExecutor executor;
    private final StepLedger ledger;
    private final StepLog log;
    private final InLane inLane;
    private final EngineSettings settings;
    private final Secrets secrets;
    private final Clock clock;

    @Inject
    public ExecuteUnit(
            UnitExecutor executor,
            StepLedger ledger,
            StepLog log,
            InLane inLane,
            EngineSettings settings,
            Secrets secrets,
            Clock clock) {
        this.executor = executor;
        this.ledger = ledger;
        this.log = log;
        this.inLane = inLane;
        this.settings = settings;
        this.secrets = secrets;
        this.clock = clock;
    }

    ExecuteUnit() {
        this(null, null, null, null, null, null, null);
    }

    void execute(ActiveRun run, Unit unit, int lane, UnitControl control) throws InterruptedException {
        SecretValues values = new SecretValues(secrets);
        UnitCall call = call(run, unit, lane, control, values);
        LogScope scope = LogScope.ofStep(call.lead().stepId(), names(unit));
        try (scope) {
            execute(run, unit, call, values);
        }
    }

    private static String names(Unit unit) {
        return unit.members().stream().map(QualifiedName::toString).collect(Collectors.joining(", "));
    }

    private void execute(ActiveRun run, Unit unit, UnitCall call, SecretValues values) throws InterruptedException {
        UnitResult result = values.missing().isPresent()
                ? UnitResult.Failed.early(StepError.of(values.missing().get()))
                : inLane.execute(unit.name(), call.control(), () -> executor.execute(call));
        if (!(result instanceof UnitResult.Succeeded)) {
            recordWarnings(call);
        }
        result = redacted(result, values.redaction());
        logFailure(call, result);
        if (result instanceof UnitResult.Failed failed && again(run, unit, call, failed)) {
            return;
        }
        Outcome outcome = record(run, call, result);
        int culprit = result instanceof UnitResult.Failed failed ? failed.member() : 0;
        QualifiedName blamed = unit.members().get(culprit);
        run.ended(unit, call.control(), outcome, blamed, skips -> ledger.skipped(run.lease(), skips));
    }

    /** The words of the failure are the attempt's: they may quote the warehouse's data. */
    private static void logFailure(UnitCall call, UnitResult result) {
        if (result instanceof UnitResult.Failed failed) {
            MemberCall culprit = call.members().get(failed.member());
            String name = OneLine.of(culprit.procedure().name().toString());
            LogScope scope = LogScope.ofStep(culprit.stepId(), name);
            try (scope) {
                LOG.log(Level.WARNING, "{0} has failed, SQLSTATE {1}; its attempt tells why", new Object[] {
                    name, failed.error().sqlState().orElse("none")
                });
            }
        }
    }

    private static UnitResult redacted(UnitResult result, Redaction redaction) {
        if (result instanceof UnitResult.Unknown unknown) {
            return new UnitResult.Unknown(redacted(unknown.known(), redaction));
        }
        return result instanceof UnitResult.Failed failed ? redacted(failed, redaction) : result;
    }

    private static UnitResult.Failed redacted(UnitResult.Failed failed, Redaction redaction) {
        return new UnitResult.Failed(
                failed.member(), failed.error().map(redaction), failed.arguments(), failed.watermarkBefore());
    }

    /** Whether the unit is tried again; if so, that is recorded. */
    private boolean again(ActiveRun run, Unit unit, UnitCall call, UnitResult.Failed failed) {
        Retry retry = run.attempts().retry(unit);
        int failures = run.attempts().failedBefore(unit) + 1;
        if (!failed.error().retryable()
                || !retry.allowsAfter(failures)
                || call.control().cancelled()) {
            return false;
        }
        Duration wait = retry.waitAfter(failures, ThreadLocalRandom.current().nextDouble());
        List<UUID> next = call.members().stream()
                .map(member -> TimeOrderedId.at(clock.instant()))
                .toList();
        if (!ledger.failedOnce(call.lease(), steps(call), failed, because(call, failed), next, wait)) {
            return false;
        }
        run.again(unit, call.control(), next, wait, skips -> ledger.skipped(run.lease(), skips));
        return true;
    }

    private static List<UUID> steps(UnitCall call) {
        return call.members().stream().map(MemberCall::stepId).toList();
    }

    private static String because(UnitCall call, UnitResult.Failed failed) {
        return call.members().get(failed.member()).procedure().name() + " failed";
    }

    private UnitCall call(ActiveRun run, Unit unit, int lane, UnitControl control, SecretValues values) {
        List<MemberCall> members = unit.members().stream()
                .map(name -> member(run, run.run().plan().procedures().get(name), values))
                .toList();
        var messages = new StepMessages(log, run.id(), settings.noticeLines(), values.redaction());
        return new UnitCall(run.lease(), unit.name(), run.run().mode(), members, lane, control, messages);
    }

    private static MemberCall member(ActiveRun run, PlannedProcedure procedure, SecretValues values) {
        var arguments = BoundArgument.bind(procedure.arguments(), run.context(), values);
        return new MemberCall(run.attempts().of(procedure.name()), procedure, arguments);
    }

    /** A success has them in its own record; what was raised before a failure happened all the same. */
    private void recordWarnings(UnitCall call) {
        for (MemberCall member : call.members()) {
            int warnings = call.messages().warnings(member.stepId());
            if (warnings > 0) {
                ledger.warnings(member.stepId(), warnings);
            }
        }
    }

    private Outcome record(ActiveRun run, UnitCall call, UnitResult result) {
        List<UUID> steps = steps(call);
        if (result instanceof UnitResult.Succeeded) {
            return Outcome.SUCCEEDED;
        }
        if (result instanceof UnitResult.Failed failed) {
            ledger.failed(call.lease(), steps, failed, because(call, failed));
            return Outcome.FAILED;
        }
        if (result instanceof UnitResult.Unknown unknown) {
            ledger.unknown(call.lease(), steps.get(0), unknown);
            return Outcome.INTERRUPTED;
        }
        if (result instanceof UnitResult.GivenUp) {
            return Outcome.INTERRUPTED;
        }
        if (result instanceof UnitResult.NotClaimed) {
            // Cancelled a moment ago, or taken over: whoever did that has recorded it, or will.
            LOG.log(Level.INFO, "the claim of {0} was refused", OneLine.of(call.unit()));
            return Outcome.INTERRUPTED;
        }
        // Members that had finished are undone with the one that was under way.
        int underWay = result instanceof UnitResult.Cancelled cancel ? cancel.member() : 0;
        Optional<Stop> stop = run.stopped().filter(Stop::goesOn);
        if (stop.isPresent()) {
            ledger.interrupted(call.lease(), steps, underWay, stop.get().why());
            return Outcome.INTERRUPTED;
        }
        ledger.cancelled(call.lease(), steps, underWay);
        return Outcome.CANCELLED;
    }
}
