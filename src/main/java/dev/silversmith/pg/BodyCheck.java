package dev.silversmith.pg;

import dev.silversmith.core.plan.PlannedProcedure;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * That the procedures of a unit are the very ones that were approved: looked at in the unit's own transaction, before the first call and again
 * before success is recorded. Between the two looks a definition may not be replaced either, not even by one that is then put back.
 */
final class BodyCheck {

    /** A name in a plan means a routine of this schema, name and arguments. */
    private static final String LOOK = """
            select pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true); \
            select p.xmin::text || ' ' || %s as version, %s = w.body_hash as same
              from unnest(?::text[], ?::text[], ?::text[], ?::text[]) with ordinality
                   as w (schema_name, routine_name, identity, body_hash, place)
              left join pg_namespace n on n.nspname = w.schema_name
              left join pg_proc p
                on p.pronamespace = n.oid and p.proname = w.routine_name and pg_get_function_identity_arguments(p.oid) = w.identity
             order by w.place\
            """.formatted(RoutineQueries.BODY_HASH, RoutineQueries.BODY_HASH);

    private final List<PlannedProcedure> procedures;
    private List<String> seen = List.of();

    BodyCheck(List<MemberRecord> members) {
        this.procedures =
                members.stream().map(record -> record.member().procedure()).toList();
    }

    /**
     * Looks for the first time; leaves the search path of the check.
     *
     * @throws UnitFault if a procedure is not the one of the plan
     */
    void before(UnitSession session) throws SQLException {
        seen = session.execute(LOOK, statement -> look(session, statement));
    }

    /**
     * Looks again.
     *
     * @throws UnitFault if a procedure was replaced since the first look
     */
    void after(UnitSession session) throws SQLException {
        same(session.execute(LOOK, statement -> look(session, statement)));
    }

    /** As {@link #after} when all is committed: no cancel keeps the look away. */
    void afterOwn(UnitSession session) throws SQLException {
        same(session.record(LOOK, statement -> look(session, statement)));
    }

    private void same(List<String> now) throws UnitFault {
        for (int place = 0; place < procedures.size(); place++) {
            if (!now.get(place).equals(seen.get(place))) {
                throw replaced(place);
            }
        }
    }

    private List<String> look(UnitSession session, PreparedStatement statement) throws SQLException {
        bind(session, statement);
        return UnitSession.lastRow(statement, 2, this::versions);
    }

    private void bind(UnitSession session, PreparedStatement statement) throws SQLException {
        array(session, statement, 1, procedures.stream().map(one -> one.name().schema()));
        array(session, statement, 2, procedures.stream().map(one -> one.name().name()));
        array(session, statement, 3, procedures.stream().map(one -> one.signature()
                .identity()));
        array(session, statement, 4, procedures.stream().map(one -> one.signature()
                .bodyHash()));
    }

    private static void array(UnitSession session, PreparedStatement statement, int place, Stream<String> texts)
            throws SQLException {
        statement.setArray(place, session.connection().createArrayOf("text", texts.toArray()));
    }

    private List<String> versions(PreparedStatement statement) throws SQLException {
        List<String> versions = new ArrayList<>();
        ResultSet rows = statement.getResultSet();
        while (rows.next()) {
            if (!rows.getBoolean("same")) {
                throw replaced(versions.size());
            }
            versions.add(rows.getString("version"));
        }
        return versions;
    }

    private UnitFault replaced(int place) {
        return new UnitFault(
                "the body of %s was replaced since the full refresh was approved, so %s; request the refresh again"
                        .formatted(procedures.get(place).name(), consequence(procedures.get(place))),
                PgErrors.NOT_APPROVED);
    }

    private String consequence(PlannedProcedure procedure) {
        if (!procedure.execution().transaction().isOwn()) {
            return "nothing of it is kept";
        }
        return seen.isEmpty() ? "it was not called" : "what it has committed may be neither the one's nor the other's";
    }
}
