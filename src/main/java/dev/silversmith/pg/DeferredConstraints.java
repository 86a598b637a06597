package dev.silversmith.pg;

import java.sql.SQLException;
import java.util.Optional;

/**
 * Lets constraints that are initially deferred wait again, after a member of a group has had them all checked: the next one finds them as if
 * it were alone in its transaction.
 */
final class DeferredConstraints {

    /**
     * A name can stand for several constraints of a schema. One that does not mean initially deferred ones only is left as it is: that
     * constraint is checked earlier than alone, never later.
     */
    private static final String NAMES = """
            select pg_catalog.string_agg(pg_catalog.format('%I.%I', n.nspname, named.conname), ', ')
              from (select c.connamespace, c.conname
                      from pg_catalog.pg_constraint c
                     where c.connamespace in (select d.connamespace from pg_catalog.pg_constraint d where d.condeferred)
                     group by c.connamespace, c.conname
                    having pg_catalog.bool_and(c.condeferred)) named
              join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) named.connamespace
             where pg_catalog.has_schema_privilege(n.oid, 'usage')
               and not pg_catalog.pg_is_other_temp_schema(n.oid)
            """;

    private static final int MOST_TRIES = 3;
    private static final String UNDEFINED_OBJECT = "42704";

    private DeferredConstraints() {}

    static void restore(UnitSession session) throws SQLException {
        for (int tries = 1; !restored(session, tries == MOST_TRIES); tries++) {
            // Between the look and the deed somebody has dropped one of them: look again.
        }
    }

    private static boolean restored(UnitSession session, boolean last) throws SQLException {
        Optional<String> names = session.executePlain(statement -> {
            statement.execute(NAMES);
            statement.getResultSet().next();
            return Optional.ofNullable(statement.getResultSet().getString(1));
        });
        if (names.isEmpty()) {
            return true;
        }
        try {
            session.executePlain(statement -> statement.execute("savepoint silversmith; set constraints " + names.get()
                    + " deferred; release savepoint silversmith"));
            return true;
        } catch (SQLException error) {
            if (last || !PgErrors.sqlState(error).equals(UNDEFINED_OBJECT)) {
                throw error;
            }
            session.executePlain(
                    statement -> statement.execute("rollback to savepoint silversmith; release savepoint silversmith"));
            return false;
        }
    }
}
