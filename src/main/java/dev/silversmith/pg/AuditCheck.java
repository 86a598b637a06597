package dev.silversmith.pg;

import dev.silversmith.app.port.AuditVerification.Link;
import dev.silversmith.app.port.AuditVerification.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the audit trail and checks it.
 *
 * <p>It believes nothing that an owner of the schema could have replaced: hashes are computed here, over fields that PostgreSQL's own
 * functions put together.
 */
public final class AuditCheck {

    private static final int FETCHED_AT_ONCE = 1000;

    private static final String SNAPSHOT = "set transaction isolation level repeatable read, read only";

    /** Nobody's operators but PostgreSQL's. */
    private static final String OWN_NAMES = "set local search_path = pg_catalog, pg_temp";

    private static final String HEADS = "select h.seq, h.hash from silversmith.audit_head h";

    /** In an array of JSON, the JSON null that somebody puts there and a state that never was would look the same: none is ever recorded. */
    private static final String EVENTS = """
            select e.seq, e.previous_hash, e.hash,
                   pg_catalog.jsonb_build_array(
                     e.seq, e.id, pg_catalog.trunc(extract(epoch from e.at) * 1000000), e.actor, e.action, e.object_type, e.object_id,
                     e.reason, n.before, n.after)::pg_catalog.text as fields
              from silversmith.audit_event e
             cross join lateral (
               select case when e.before = 'null' then '"changed to null"' else e.before end as before,
                      case when e.after = 'null' then '"changed to null"' else e.after end as after) n
             order by e.seq
            """;

    private AuditCheck() {}

    /**
     * Checks the whole trail in one snapshot, in the memory of a thousand events. The connection is as it was afterwards.
     *
     * @param connection in autocommit, of a login that may read the trail
     * @param anchor an event that the trail must still have
     * @throws SQLException if the trail could not be read to its end
     */
    public static Verdict verify(Connection connection, Optional<Link> anchor) throws SQLException {
        connection.setAutoCommit(false);
        try {
            execute(connection, SNAPSHOT);
            execute(connection, OWN_NAMES);
            AuditChain chain = new AuditChain(anchor);
            follow(connection, chain);
            List<Link> heads = heads(connection);
            chain.end(heads);
            return new Verdict(chain.events(), heads.isEmpty() ? chain.end() : heads.get(0), chain.problems());
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private static void follow(Connection connection, AuditChain chain) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(EVENTS)) {
            query.setFetchSize(FETCHED_AT_ONCE);
            try (ResultSet event = query.executeQuery()) {
                while (event.next()) {
                    chain.add(
                            event.getLong("seq"),
                            event.getBytes("previous_hash"),
                            event.getString("fields"),
                            event.getBytes("hash"));
                }
            }
        }
    }

    static List<Link> heads(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HEADS);
                ResultSet head = query.executeQuery()) {
            List<Link> heads = new ArrayList<>();
            while (head.next()) {
                heads.add(new Link(head.getLong("seq"), AuditChain.hex(head.getBytes("hash"))));
            }
            return heads;
        }
    }
}
