package dev.silversmith.pg;

import dev.silversmith.app.port.RefreshCall;
import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.app.port.UnitResult;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.shared.Identifiers;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One attempt of a refresh, in a transaction of its own: begin, refresh, record.
 *
 * <p>Readers go on meanwhile if that is wanted and PostgreSQL allows it; else they wait, and the record says why. What the view's functions
 * raise as messages is not sent at all.
 */
final class RefreshAttempt implements Attempt {

    private static final String BEGIN = """
            select pg_catalog.set_config('statement_timeout', ?, true), \
            pg_catalog.set_config('lock_timeout', ?, true), \
            pg_catalog.set_config('application_name', ?, true), \
            pg_catalog.set_config('client_min_messages', 'error', true); \
            select b.populated, b.matchable from silversmith.begin_refresh(?, ?) b\
            """;

    /** Whatever the view's functions have left is set right before the record. */
    private static final String RECORD = """
            set local statement_timeout = 0; \
            reset role; reset all; \
            select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), \
            pg_catalog.set_config('synchronous_commit', 'on', true); \
            select silversmith.record_refresh(?, ?, ?, ?)\
            """;

    private static final int RECORD_RESULTS = 5;

    private static final String UNDEFINED_TABLE = "42P01";

    private final RefreshCall call;
    private final RefreshClaim claims;
    private final ClaimToken token = new ClaimToken();
    private boolean claimed;
    private boolean claimTried;
    private boolean called;

    RefreshAttempt(RefreshCall call, RefreshClaim claims) {
        this.call = call;
        this.claims = claims;
    }

    /**
     * How a view is refreshed.
     *
     * @param note why not concurrently although that was wanted
     */
    private record Way(boolean concurrently, Optional<String> note) {}

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
        return call.id();
    }

    @Override
    public boolean called() {
        return called;
    }

    @Override
    public int member() {
        return 0;
    }

    @Override
    public UnitResult.Failed failed(StepError error) {
        return UnitResult.Failed.early(error);
    }

    @Override
    public List<Runnable> afterCommit(UnitSession session) {
        return List.of();
    }

    @Override
    public List<Runnable> afterLostCommit(UnitSession session) {
        return List.of();
    }

    @Override
    public ErrorAdvice.Subject subject() {
        return ErrorAdvice.Subject.REFRESH;
    }

    @Override
    public void ended() {
        // A refresh has no log of its own.
    }

    @Override
    public boolean claim(Session session) {
        if (claimed && claims.move(call, session)) {
            return true;
        }
        boolean again = claimTried;
        claimTried = true;
        // A claim whose answer was lost may have been under way still, unseen by the first look.
        claimed = claims.claim(call, token.hash(), session) || (again && claims.claim(call, token.hash(), session));
        return claimed;
    }

    @Override
    public void run(UnitSession session) throws SQLException {
        Way way = begin(session);
        called = true;
        PlannedRefresh refresh = call.refresh();
        String statement = "refresh materialized view %s%s.%s"
                .formatted(
                        way.concurrently() ? "concurrently " : "",
                        Identifiers.quote(refresh.view().schema()),
                        Identifiers.quote(refresh.view().name()));
        session.executePlain(plain -> plain.execute(statement));
        record(session, way);
    }

    private Way begin(UnitSession session) throws SQLException {
        return session.execute(BEGIN, statement -> {
            statement.setString(1, millis(call.refresh().timeout()));
            statement.setString(2, millis(Optional.of(call.refresh().lockTimeout())));
            statement.setString(3, "silversmith/" + call.id());
            statement.setObject(4, call.id());
            statement.setBytes(5, token.hash());
            return UnitSession.lastRow(statement, 2, last -> {
                ResultSet view = last.getResultSet();
                if (!view.next()) {
                    throw new UnitFault(
                            "the materialized view %s is not there any more; create it again or remove it from the catalog. What its procedures have loaded is kept"
                                    .formatted(call.refresh().view()),
                            UNDEFINED_TABLE);
                }
                return way(view.getBoolean("populated"), view.getBoolean("matchable"));
            });
        });
    }

    private Way way(boolean populated, boolean matchable) {
        if (!call.refresh().concurrently() || (populated && matchable)) {
            return new Way(call.refresh().concurrently(), Optional.empty());
        }
        String why = populated
                ? "the view has no unique index over plain columns and all rows, so readers had to wait"
                : "the view had no contents yet";
        return new Way(false, Optional.of("not concurrently: " + why));
    }

    private void record(UnitSession session, Way way) throws SQLException {
        session.execute(RECORD, statement -> {
            statement.setObject(1, call.id());
            statement.setBytes(2, token.secret());
            statement.setBoolean(3, way.concurrently());
            statement.setString(4, way.note().orElse(null));
            return UnitSession.lastRow(statement, RECORD_RESULTS, UnitSession::row);
        });
    }

    /** PostgreSQL counts in milliseconds; 0 is no limit. */
    private static String millis(Optional<Duration> limit) {
        return limit.map(duration -> Long.toString(duration.toMillis())).orElse("0");
    }
}
