package dev.silversmith.pg;

import dev.silversmith.app.port.UnitCall;
import dev.silversmith.app.port.UnitCall.MemberCall;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.pg.UnitTransaction.Measured;
import dev.silversmith.wire.TableCountersJson;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One attempt of a unit, over as many sessions as it takes to get to its call; afterwards over one only. */
final class UnitAttempt {

    private final UnitCall call;
    private final List<RoutineCall> calls;
    private final ClaimToken token = new ClaimToken();
    private boolean claimed;
    private boolean claimTried;
    private boolean called;
    private int member;
    private int lateWarnings;

    UnitAttempt(UnitCall call) {
        this.call = call;
        this.calls = call.members().stream()
                .map(member -> RoutineCall.of(member.procedure(), member.arguments()))
                .toList();
    }

    UnitCall call() {
        return call;
    }

    /** Whether a procedure may have begun. */
    boolean called() {
        return called;
    }

    /** Place of the member under way, from 0. */
    int member() {
        return member;
    }

    /** All warnings, if some came too late to be recorded with the success; else 0. */
    int lateWarnings() {
        return lateWarnings;
    }

    boolean claim(UnitClaim claims, Session session) {
        if (claimed && claims.move(call, session)) {
            return true;
        }
        boolean again = claimTried;
        claimTried = true;
        // A claim whose answer was lost may have been under way still, unseen by the first look.
        claimed = claims.claim(call, calls, token.hash(), session)
                || (again && claims.claim(call, calls, token.hash(), session));
        return claimed;
    }

    /** Does the unit's work up to, and without, the commit. */
    void run(UnitSession session, LiveMessages live) throws SQLException {
        UnitTransaction work = new UnitTransaction(call, session, token);
        work.begin();
        called = true;
        if (call.members().size() == 1) {
            int warnings = work.call(call.lead(), calls.get(0), live);
            int late = work.settleAndRecord(call.lead(), warnings, live);
            lateWarnings = late == 0 ? 0 : warnings + late;
        } else {
            runGroup(work, live);
        }
    }

    private void runGroup(UnitTransaction work, LiveMessages live) throws SQLException {
        List<Optional<String>> counters = new ArrayList<>();
        List<Integer> warnings = new ArrayList<>();
        Optional<String> before = Optional.of("[]");
        for (member = 0; member < calls.size(); member++) {
            MemberCall current = call.members().get(member);
            if (member > 0) {
                work.prepare(current);
            }
            int raised = work.call(current, calls.get(member), live);
            Measured measured = work.settleAndMeasure(current, live);
            Optional<String> earlier = before;
            counters.add(measured.counters().map(now -> TableCountersJson.since(now, earlier.orElse("[]"))));
            warnings.add(raised + measured.warnings());
            before = measured.counters();
        }
        member = calls.size() - 1;
        // The first member's claim guards all others': it is recorded last.
        for (int place = calls.size() - 1; place >= 0; place--) {
            work.record(call.members().get(place), counters.get(place), warnings.get(place));
        }
    }
}
