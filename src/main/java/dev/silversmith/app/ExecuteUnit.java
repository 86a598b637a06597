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
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.BoundArgument;
import dev.silversmith.core.run.Outcome;
import dev.silversmith.core.shared.OneLine;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/** Executes one unit of a run and records how it ended; what was committed is never recorded as anything but a success. */
@ApplicationScoped
public class ExecuteUnit {

    private static final Logger LOG = Logger.getLogger(ExecuteUnit.class.getName());

    private final UnitExecutor executor;
    private final StepLedger ledger;
    private final StepLog log;
    private final LaneLimit limit;
    private final EngineSettings settings;
    private final Secrets secrets;

    @Inject
    public ExecuteUnit(
            UnitExecutor executor,
            StepLedger ledger,
            StepLog log,
            LaneLimit limit,
            EngineSettings settings,
            Secrets secrets) {
        this.executor = executor;
        this.ledger = ledger;
        this.log = log;
        this.limit = limit;
        this.settings = settings;
        this.secrets = secrets;
    }

    ExecuteUnit() {
        this(null, null, null, null, null, null);
    }

    void execute(ActiveRun run, Unit unit, int lane, UnitControl control) throws InterruptedException {
        SecretValues values = new SecretValues(secrets);
        UnitCall call = call(run, unit, lane, control, values);
        UnitResult result = values.missing().isPresent()
                ? UnitResult.Failed.early(StepError.of(values.missing().get()))
                : inLane(call);
        Outcome outcome = record(run, call, result, values.redaction());
        if (outcome != Outcome.SUCCEEDED) {
            recordWarnings(call);
        }
        int culprit = result instanceof UnitResult.Failed failed ? failed.member() : 0;
        QualifiedName blamed = unit.members().get(culprit);
        run.ended(unit, control, outcome, blamed, ledger::skipped);
    }

    private UnitCall call(ActiveRun run, Unit unit, int lane, UnitControl control, SecretValues values) {
        List<MemberCall> members = unit.members().stream()
                .map(name -> member(run, run.run().plan().procedures().get(name), values))
                .toList();
        var messages = new StepMessages(log, run.id(), settings.noticeLines(), values.redaction());
        return new UnitCall(run.id(), unit.name(), run.run().mode(), members, lane, control, messages);
    }

    private static MemberCall member(ActiveRun run, PlannedProcedure procedure, SecretValues values) {
        var arguments = BoundArgument.bind(procedure.arguments(), run.context(), values);
        return new MemberCall(run.stepId(procedure.name()), procedure, arguments);
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

    private UnitResult inLane(UnitCall call) throws InterruptedException {
        if (!limit.acquire(call.control())) {
            return new UnitResult.Cancelled(0);
        }
        try {
            return executor.execute(call);
        } catch (RuntimeException fault) {
            UUID incident = UUID.randomUUID();
            LOG.log(
                    Level.SEVERE,
                    "incident %s: %s could not be executed".formatted(incident, OneLine.of(call.unit())),
                    fault);
            return UnitResult.Failed.early(StepError.of("unexpected fault of the engine, incident " + incident));
        } finally {
            limit.release();
        }
    }

    private Outcome record(ActiveRun run, UnitCall call, UnitResult result, Redaction redaction) {
        List<UUID> steps = call.members().stream().map(MemberCall::stepId).toList();
        if (result instanceof UnitResult.Succeeded) {
            return Outcome.SUCCEEDED;
        }
        if (result instanceof UnitResult.Failed failed) {
            recordFailure(steps, failed, call, redaction);
            return Outcome.FAILED;
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
        List<UUID> rest = steps.subList(underWay, steps.size());
        ledger.rolledBack(steps.subList(0, underWay));
        if (run.stopped().isPresent()) {
            ledger.interrupted(rest);
            return Outcome.INTERRUPTED;
        }
        ledger.cancelled(rest);
        return Outcome.CANCELLED;
    }

    private void recordFailure(List<UUID> steps, UnitResult.Failed failed, UnitCall call, Redaction redaction) {
        int culprit = failed.member();
        StepError error = failed.error().map(redaction);
        ledger.failed(steps.get(culprit), error, failed.arguments(), failed.watermarkBefore());
        if (steps.size() > 1) {
            ledger.rolledBack(steps.subList(0, culprit));
            String because = call.members().get(culprit).procedure().name() + " failed";
            ledger.skipped(IntStream.range(culprit + 1, steps.size())
                    .boxed()
                    .collect(java.util.stream.Collectors.toMap(steps::get, place -> because)));
        }
    }
}
