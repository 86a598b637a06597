package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.AuditVerification.Verdict;
import dev.silversmith.pg.AuditCheck;
import dev.silversmith.testing.AtOnce;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A thousand writers at once, on as many sessions as the database is asked for: acts of every kind make one chain. */
class AuditWritersIT {

    private static final int WRITERS = 1000;
    private static final int SESSIONS = 80;

    private final TestDatabase database = TestDatabase.fresh("writers");
    private final BlockingQueue<Connection> sessions = new ArrayBlockingQueue<>(SESSIONS);

    @Test
    void a_thousand_concurrent_writers_make_one_chain_without_gaps_in_the_order_of_their_commits() throws Exception {
        for (int i = 0; i < SESSIONS; i++) {
            sessions.add(database.asApp());
        }

        CompletableFuture<List<Integer>> writing =
                CompletableFuture.supplyAsync(() -> AtOnce.call(WRITERS, this::write));
        try (Connection auditor = database.asApp()) {
            do {
                assertThat(AuditCheck.verify(auditor, Optional.empty()).problems())
                        .as("while the trail grows")
                        .isEmpty();
            } while (!writing.isDone());
        }
        List<Integer> events = writing.join();

        for (Connection session : sessions) {
            session.close();
        }
        int all = events.stream().mapToInt(Integer::intValue).sum();
        try (Connection superuser = database.asSuperuser()) {
            Verdict verdict = AuditCheck.verify(superuser, Optional.empty());
            assertThat(verdict.problems()).isEmpty();
            assertThat(verdict.events()).isEqualTo(all).isEqualTo(verdict.head().seq());
            assertThat(Sql.list(superuser, Long.class, "select seq from silversmith.audit_event order by seq"))
                    .startsWith(1L)
                    .endsWith((long) all)
                    .hasSize(all);
            assertThat(Sql.list(superuser, Long.class, """
                            select seq
                              from (select seq, pg_xact_commit_timestamp(xmin) as at,
                                           lag(pg_xact_commit_timestamp(xmin)) over (order by seq) as before
                                      from silversmith.audit_event) e
                             where at < before
                            """))
                    .as("out of the order of the commits")
                    .isEmpty();
            assertThat(Sql.one(superuser, Long.class, """
                            select count(*) from silversmith.audit_event e
                             where action like 'run.%'
                               and not exists (select from silversmith.transformation_run r where r.id = e.object_id::uuid)
                            """))
                    .as("events of what was rolled back")
                    .isZero();
        }
    }

    private int write(int writer) {
        try {
            Connection session = sessions.take();
            try {
                return act(session, writer);
            } finally {
                sessions.add(session);
            }
        } catch (SQLException | InterruptedException fault) {
            throw new IllegalStateException("writer " + writer, fault);
        }
    }

    /** Answers how many events it must have made. */
    private static int act(Connection session, int writer) throws SQLException {
        return switch (writer % 5) {
            case 0 -> request(session);
            case 1 -> request(session) + cancel(session);
            case 2 -> requestAndCancelInOneTransaction(session);
            case 3 -> takeBack(session);
            default -> tell(session, "writer " + writer);
        };
    }

    private static int request(Connection session) throws SQLException {
        RunRow.anIncrementalRun().insert(session);
        return 1;
    }

    private static int cancel(Connection session) throws SQLException {
        cancel(session, RunRow.anIncrementalRun().insert(session));
        return 2;
    }

    private static void cancel(Connection session, UUID run) throws SQLException {
        Sql.update(session, """
                update silversmith.transformation_run
                   set status = 'cancelled', cancel_requested_by = 'carol', finished_at = clock_timestamp()
                 where id = ?
                """, run);
    }

    private static int requestAndCancelInOneTransaction(Connection session) throws SQLException {
        session.setAutoCommit(false);
        cancel(session, RunRow.anIncrementalRun().insert(session));
        session.commit();
        session.setAutoCommit(true);
        return 2;
    }

    private static int takeBack(Connection session) throws SQLException {
        session.setAutoCommit(false);
        RunRow.anIncrementalRun().insert(session);
        tell(session, "mallory");
        session.rollback();
        session.setAutoCommit(true);
        return 0;
    }

    private static int tell(Connection session, String actor) throws SQLException {
        Sql.rows(session, """
                select silversmith.record_audits(array[$1, $1], array['catalog.import', 'catalog.change'], array['catalog', 'procedure'],
                                                 array['catalog', 'silver.load'], array[null, null], array[null, null]::jsonb[],
                                                 array['{}', '{"enabled": "true"}']::jsonb[])
                """.replace("$1", "'" + actor + "'"));
        return 2;
    }
}
