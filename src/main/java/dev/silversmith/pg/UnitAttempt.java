package dev.silversmith.pg;

import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.UnitCall;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.app.port.UnitResult;
import dev.silversmith.core.catalog.Expectation;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.pg.UnitTransaction.Answer;
import dev.silversmith.pg.UnitTransaction.Measured;
import dev.silversmith.wire.TableCountersJson;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One attempt of a procedure or group. */
final class UnitAttempt implements Attempt {

    private final UnitCall call;
    private final UnitClaim claims;
    private final LiveMessages live;
    private final StepLedger ledger;
    private final List<MemberRecord> members;
    private final ClaimToken token = new ClaimToken();
    private final BodyCheck bodies;
    private boolean claimed;
    private boolean claimTried;
    private boolean called;
    private boolean sent;
    private int member;

    /** All warnings, if some came too late to be recorded with the success; else 0. */
    private int lateWarnings;

    /** What is being done besides the call, for the error's message; empty during the call. */
    private String doing = "";

    UnitAttempt(UnitCall call, UnitClaim claims, LiveMessages live, StepLedger ledger) {
        this.call = call;
        this.claims = claims;
        this.live = live;
        this.ledger = ledger;
        this.members = call.members().stream().map(MemberRecord::new).toList();
        this.bodies = new BodyCheck(members);
    }

    @Override
    public String unit() {
        return call.unit();
    }

    @Override
    public UnitControl control() {
        return call.control();
    }

    @Override
    public UUID lead() {
        return call.lead().stepId();
    }

    @Override
    public boolean called() {
        return called;
    }

    /** Whether a procedure may have begun. */
    boolean sent() {
        return sent;
    }

    @Override
    public int member() {
        return member;
    }

    @Override
    public List<Runnable> afterCommit(UnitSession session) {
        return List.of(this::recordLateWarnings, () -> members.forEach(new AfterSuccess(call, session, ledger)::of));
    }

    @Override
    public List<Runnable> afterLostCommit(UnitSession session) {
        return List.of(
                this::recordLateWarnings, () -> members.forEach(new AfterSuccess(call, session, ledger)::notDone));
    }

    @Override
    public ErrorAdvice.Subject subject() {
        return ErrorAdvice.Subject.PROCEDURE;
    }

    @Override
    public void ended() {
        call.members().forEach(each -> call.messages().finished(each.stepId()));
    }

    private void recordLateWarnings() {
        if (lateWarnings > 0) {
            ledger.warnings(call.lead().stepId(), lateWarnings);
        }
    }

    @Override
    public UnitResult.Failed failed(StepError error) {
        MemberRecord culprit = members.get(member);
        StepError told = doing.isEmpty() ? error : error.during(doing);
        return new UnitResult.Failed(member, told, culprit.arguments(), culprit.before());
    }

    @Override
    public boolean claim(Session session) {
        if (claimed && claims.move(call, session)) {
            return true;
        }
        boolean again = claimTried;
        claimTried = true;
        // A claim whose answer was lost may have been under way still, unseen by the first look.
        claimed = claims.claim(call, members, token.hash(), session)
                || (again && claims.claim(call, members, token.hash(), session));
        return claimed;
    }

    @Override
    public void run(UnitSession session) throws SQLException {
        UnitTransaction work = new UnitTransaction(call, session, token);
        List<Optional<String>> standing = work.begin();
        MemberRecord lead = members.get(0);
        if (call.mode() == Mode.FULL) {
            runApproved(session, work, standing, live);
        } else if (members.size() == 1
                && lead.member().procedure().execution().expect().isEmpty()) {
            call(work, lead, standing.get(0), live);
            int late = work.settleAndRecord(lead, live);
            lateWarnings = late == 0 ? 0 : lead.warnings() + late;
            lead.warned(late);
        } else {
            record(work, runEach(work, standing, live));
        }
    }

    /** One round trip more before the first call and before the record: what is executed is what was approved. */
    private void runApproved(
            UnitSession session, UnitTransaction work, List<Optional<String>> standing, LiveMessages live)
            throws SQLException {
        bodies.before(session);
        work.prepare(call.lead());
        List<Optional<String>> counters = runEach(work, standing, live);
        bodies.after(session);
        record(work, counters);
    }

    /** Lets a procedure that commits by itself do its work, all of which has been committed afterwards. */
    void runOwn(UnitSession session) throws SQLException {
        if (call.mode() == Mode.FULL) {
            bodies.before(session);
        }
        UnitTransaction work = new UnitTransaction(call, session, token);
        call(work, members.get(0), work.beginOwn(), live);
    }

    /** Records the success of a procedure that has committed by itself, on whatever session, if it was the approved one. */
    void recordOwn(UnitSession session) throws SQLException {
        session.reset();
        if (call.mode() == Mode.FULL) {
            bodies.afterOwn(session);
        }
        new UnitTransaction(call, session, token).recordOwn(members.get(0));
    }

    /** Answers what each member has done. */
    private List<Optional<String>> runEach(UnitTransaction work, List<Optional<String>> standing, LiveMessages live)
            throws SQLException {
        List<Optional<String>> counters = new ArrayList<>();
        Optional<String> before = Optional.of("[]");
        for (member = 0; member < members.size(); member++) {
            MemberRecord current = members.get(member);
            if (member > 0) {
                work.proceed(current.member());
            }
            call(work, current, standing.get(member), live);
            Optional<String> now = settle(work, current, before, live);
            counters.add(since(now, before));
            before = now;
        }
        member = members.size() - 1;
        return counters;
    }

    private void record(UnitTransaction work, List<Optional<String>> counters) throws SQLException {
        // The first member's claim guards all others': it is recorded last.
        for (int place = members.size() - 1; place >= 0; place--) {
            work.record(members.get(place), counters.get(place));
        }
    }

    private static Optional<String> since(Optional<String> now, Optional<String> before) {
        return now.map(counters -> TableCountersJson.since(counters, before.orElse("[]")));
    }

    private void call(UnitTransaction work, MemberRecord current, Optional<String> stored, LiveMessages live)
            throws SQLException {
        called = true;
        if (current.watermark().isPresent()) {
            Watermark watermark = current.watermark().get();
            doing = "upper bound of the watermark";
            current.stands(stored);
            current.window(watermark, call.mode(), upperBound(work, current, watermark, live));
            doing = "";
        }
        try {
            Answer<Returned> answer = work.call(current.member(), current.routine(), live, () -> sent = true);
            current.returned(answer.value());
            current.warned(answer.warnings());
        } catch (SQLException error) {
            if (PgErrors.isRefusedCall(error)) {
                doing = "call of " + signature(current.member().procedure());
            }
            throw error;
        }
    }

    private static String signature(PlannedProcedure procedure) {
        return procedure.name() + "(" + procedure.signature().identity() + ")";
    }

    private static Optional<String> upperBound(
            UnitTransaction work, MemberRecord current, Watermark watermark, LiveMessages live) throws SQLException {
        if (watermark.upperBound().isEmpty()) {
            return Optional.empty();
        }
        Answer<Optional<String>> answer = work.evaluate(
                current.member(), watermark.upperBound().get(), watermark.type().catalogName(), live);
        current.warned(answer.warnings());
        return answer.value();
    }

    /** Checks what was deferred and what is expected; answers the counters of all that the transaction has done. */
    private Optional<String> settle(
            UnitTransaction work, MemberRecord current, Optional<String> before, LiveMessages live)
            throws SQLException {
        Measured measured = work.settleAndMeasure(current.member(), live);
        current.warned(measured.warnings());
        Optional<Expectation> expectation =
                current.member().procedure().execution().expect();
        if (expectation.isEmpty()) {
            return measured.counters();
        }
        doing = "expectation";
        if (expectation.get().minRows().isPresent()) {
            Optional<Long> changed = since(measured.counters(), before).map(TableCountersJson::changedRows);
            expectRows(expectation.get().minRows().get(), changed.or(() -> current.returned()
                    .rows()));
        }
        if (expectation.get().query().isPresent()) {
            work.prepare(current.member());
            expectTrue(work, current, expectation.get().query().get(), live);
            Measured after = work.settleAndMeasure(current.member(), live);
            current.warned(after.warnings());
            measured = after;
        }
        doing = "";
        return measured.counters();
    }

    private static void expectRows(int fewest, Optional<Long> rows) throws SQLException {
        if (rows.isEmpty()) {
            throw new UnitFault("rows are not counted here (track_counts is off), and the procedure reports none");
        }
        if (rows.get() < fewest) {
            throw new UnitFault("at least %d rows were expected, but %d were inserted, updated or deleted"
                    .formatted(fewest, rows.get()));
        }
    }

    private static void expectTrue(UnitTransaction work, MemberRecord current, String query, LiveMessages live)
            throws SQLException {
        Answer<Optional<String>> answer = work.evaluate(current.member(), query, "bool", live);
        current.warned(answer.warnings());
        if (!answer.value().equals(Optional.of("true"))) {
            throw new UnitFault("the query was expected to answer true, but it answered %s: %s"
                    .formatted(answer.value().orElse("NULL"), query));
        }
    }
}
