package dev.silversmith.pg;

import dev.silversmith.app.port.UnitCall;
import dev.silversmith.app.port.UnitCall.MemberCall;
import dev.silversmith.wire.ParameterJson;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The statements of a unit inside its one transaction: prefix, call, suffix; three round trips for a single procedure.
 *
 * <p>User code runs in the call and where deferred constraints are checked, never in a statement that carries the token. Whatever it has
 * left in the session is set right before ours goes on.
 */
final class UnitTransaction {

    private static final String BEGIN = "; select b.watermark from silversmith.begin_unit(?, ?) b";

    /**
     * Deferred triggers run here as themselves and within the procedure's limits; then everything is ours again.
     *
     * <p>A procedure may have left a statement timeout of a millisecond: the statement that lifts it comes first and is as short as can be.
     */
    private static final String SETTLE = """
            set local statement_timeout = %s; \
            reset role; \
            select pg_catalog.set_config('lock_timeout', ?, true), \
            pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true); \
            set constraints all immediate; \
            set local statement_timeout = 0; \
            reset role; reset all; \
            select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true), \
            pg_catalog.set_config('synchronous_commit', 'on', true)\
            """;

    private static final int SETTLE_RESULTS = 8;

    private static final String COUNTERS = "; select silversmith.unit_counters()";

    private static final String RECORD_MEASURED =
            "; select silversmith.record_success(?, ?, ?, silversmith.unit_counters(), ?::pg_catalog.jsonb, ?, ?, ?)";

    private static final String RECORD =
            "select silversmith.record_success(?, ?, ?, ?::pg_catalog.jsonb, ?::pg_catalog.jsonb, ?, ?, ?)";

    private static final String DURABLY = "select pg_catalog.set_config('synchronous_commit', 'on', true); ";

    private static final String OWN_LOCK =
            "select pg_catalog.pg_advisory_lock(pg_catalog.hashtextextended('silversmith:' || ?::pg_catalog.text, 0)); ";

    private final UnitCall call;
    private final UnitSession session;
    private final ClaimToken token;

    UnitTransaction(UnitCall call, UnitSession session, ClaimToken token) {
        this.call = call;
        this.session = session;
        this.token = token;
    }

    /** Sets the first member's limits, takes the advisory lock, checks the claim and answers where the members' watermarks stand. */
    List<Optional<String>> begin() throws SQLException {
        return session.execute(UnitSettings.OF_TRANSACTION + BEGIN, statement -> {
            int next = UnitSettings.bind(statement, 1, call.lead());
            Object[] ids = call.members().stream().map(MemberCall::stepId).toArray();
            Array steps = session.connection().createArrayOf("uuid", ids);
            statement.setArray(next, steps);
            statement.setBytes(next + 1, token.hash());
            return UnitSession.lastRow(statement, 2, UnitTransaction::watermarks);
        });
    }

    /**
     * As {@link #begin} for a procedure that commits by itself: the limits and the lock are the session's, which is reset afterwards, and the
     * check of the claim is a transaction of its own.
     */
    Optional<String> beginOwn() throws SQLException {
        return session.execute(OWN_LOCK + UnitSettings.OF_SESSION + BEGIN, statement -> {
            UUID step = call.lead().stepId();
            statement.setString(1, step.toString());
            int next = UnitSettings.bind(statement, 2, call.lead());
            statement.setArray(next, session.connection().createArrayOf("uuid", new Object[] {step}));
            statement.setBytes(next + 1, token.hash());
            return UnitSession.lastRow(statement, 3, UnitTransaction::watermarks)
                    .get(0);
        });
    }

    private static List<Optional<String>> watermarks(PreparedStatement statement) throws SQLException {
        List<Optional<String>> watermarks = new ArrayList<>();
        ResultSet rows = statement.getResultSet();
        while (rows.next()) {
            watermarks.add(Optional.ofNullable(rows.getString(1)));
        }
        return watermarks;
    }

    /** Gives a member that is not the first what the first one found: its limits, and deferred constraints. */
    void proceed(MemberCall member) throws SQLException {
        DeferredConstraints.restore(session);
        prepare(member);
    }

    /** Sets a member's limits again. */
    void prepare(MemberCall member) throws SQLException {
        // The one before it has left our own search path: this one begins with the login's, as if it were alone.
        session.execute("reset search_path; " + UnitSettings.OF_TRANSACTION, statement -> {
            UnitSettings.bind(statement, 1, member);
            return statement.execute();
        });
    }

    /**
     * The value of a query of the catalog, as text.
     *
     * @param type a type of {@code pg_catalog} to which the value is cast
     * @return empty for NULL
     */
    Answer<Optional<String>> evaluate(MemberCall member, String query, String type, LiveMessages live)
            throws SQLException {
        String sql = ScalarQuery.of(query, type);
        return session.executePlain(statement -> {
            MessageDrain drain = withMessages(statement, member, live, () -> statement.execute(sql));
            ResultSet row = statement.getResultSet();
            row.next();
            return new Answer<>(Optional.ofNullable(row.getString(1)), drain.warnings());
        });
    }

    /**
     * Executes a member's procedure.
     *
     * @param sending is told when nothing keeps the statement from being sent any more
     */
    Answer<Returned> call(MemberCall member, RoutineCall routine, LiveMessages live, Runnable sending)
            throws SQLException {
        return session.execute(routine.sql(), statement -> {
            routine.bind(statement);
            sending.run();
            // A function is executed to its end whatever it returns; of its rows at most one is of interest.
            statement.setMaxRows(1);
            MessageDrain drain = withMessages(statement, member, live, statement::execute);
            Returned returned = Returned.read(member.procedure().execution(), statement);
            return new Answer<>(returned, drain.warnings());
        });
    }

    /**
     * What user code has answered.
     *
     * @param warnings its messages of level WARNING
     */
    record Answer<T>(T value, int warnings) {}

    /** After a group's member: checks what was deferred and measures what the transaction has done so far. */
    Measured settleAndMeasure(MemberCall member, LiveMessages live) throws SQLException {
        return session.execute(settle(member) + COUNTERS, statement -> {
            bindSettle(statement, member);
            String[] counters = new String[1];
            MessageDrain drain = withMessages(statement, member, live, () -> {
                counters[0] = UnitSession.lastRow(statement, SETTLE_RESULTS + 1, last -> UnitSession.row(last)
                        .getString(1));
            });
            return new Measured(Optional.ofNullable(counters[0]), drain.warnings());
        });
    }

    /**
     * What a transaction has done up to a point.
     *
     * @param counters JSON of the counters; empty where nothing is measured
     * @param warnings messages of level WARNING by deferred triggers
     */
    record Measured(Optional<String> counters, int warnings) {}

    /** After a single procedure: checks what was deferred, measures and records the success in one round trip. */
    int settleAndRecord(MemberRecord record, LiveMessages live) throws SQLException {
        MemberCall member = record.member();
        return session.execute(settle(member) + RECORD_MEASURED, statement -> {
            int next = bindSettle(statement, member);
            bindRecord(statement, next, member, member.stepId());
            bindResult(statement, next + 3, record);
            MessageDrain drain = withMessages(
                    statement,
                    member,
                    live,
                    () -> UnitSession.lastRow(statement, SETTLE_RESULTS + 1, UnitSession::row));
            return drain.warnings();
        });
    }

    /** Records the success of a member with its own part of the counters. */
    void record(MemberRecord record, Optional<String> counters) throws SQLException {
        session.execute(RECORD, statement -> {
            bindWhole(statement, record, counters);
            return statement.execute();
        });
    }

    /** Records the success of a procedure that has committed by itself; nothing of it was measured. */
    void recordOwn(MemberRecord record) throws SQLException {
        session.record(DURABLY + RECORD, statement -> {
            bindWhole(statement, record, Optional.empty());
            return UnitSession.lastRow(statement, 2, UnitSession::row);
        });
    }

    private void bindWhole(PreparedStatement statement, MemberRecord record, Optional<String> counters)
            throws SQLException {
        bindRecord(statement, 1, record.member(), call.lead().stepId());
        statement.setString(4, counters.orElse(null));
        bindResult(statement, 5, record);
    }

    private static void bindResult(PreparedStatement statement, int from, MemberRecord record) throws SQLException {
        statement.setString(from, ParameterJson.write(record.arguments()));
        statement.setInt(from + 1, record.warnings());
        statement.setObject(from + 2, record.returned().rows().orElse(null), Types.BIGINT);
        statement.setString(from + 3, record.end().orElse(null));
    }

    private static int bindSettle(PreparedStatement statement, MemberCall member) throws SQLException {
        statement.setString(
                1,
                UnitSettings.millis(Optional.of(member.procedure().execution().lockTimeout())));
        return 2;
    }

    private static String settle(MemberCall member) {
        return SETTLE.formatted(
                UnitSettings.millis(member.procedure().execution().timeout()));
    }

    private void bindRecord(PreparedStatement statement, int from, MemberCall member, UUID lead) throws SQLException {
        statement.setObject(from, member.stepId());
        statement.setObject(from + 1, lead);
        statement.setBytes(from + 2, token.secret());
    }

    @FunctionalInterface
    private interface Work {
        void execute() throws SQLException;
    }

    private MessageDrain withMessages(Statement statement, MemberCall member, LiveMessages live, Work work)
            throws SQLException {
        MessageDrain drain = new MessageDrain(statement, member.stepId(), call.messages());
        live.add(drain);
        try {
            work.execute();
        } catch (SQLException error) {
            lastWords(drain, error);
            throw error;
        } finally {
            live.remove(drain);
        }
        session.answered();
        drain.drain();
        return drain;
    }

    /** The failure is what counts: that its messages cannot be read any more is told with it, not instead of it. */
    private static void lastWords(MessageDrain drain, SQLException error) {
        try {
            drain.drain();
        } catch (SQLException sessionGone) {
            error.addSuppressed(sessionGone);
        }
    }
}
