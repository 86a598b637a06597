package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.LeaseStore.Self;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Invariant I8: admission is one after the other, on however many servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Self HERE = new Self(UUID.randomUUID(), "here", "1");
    private static final Self THERE = new Self(UUID.randomUUID(), "there", "1");

    private TestDatabase database;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("admission");
    }

    private static PgRunStore in(Connection transaction) {
        ControlDatabase control = new ControlDatabase() {
            @Override
            <T> T inTransaction(String doing, Work<T> work) {
                try {
                    return work.with(transaction);
                } catch (SQLException fault) {
                    throw new DatabaseFault(doing, fault);
                }
            }
        };
        return new PgRunStore(control);
    }

    private static UUID run(Connection app, String mode, UUID procedure) throws SQLException {
        UUID run = UUID.randomUUID();
        Sql.update(app, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, confirmed, reason,
                   plan_fingerprint)
                values (?, ?, 'f', ?, 'per_procedure', case ? when 'full' then 'pending_approval' else 'queued' end, 4, 'operator', true,
                        'for this test', 'p')
                """, run, run.toString(), mode, mode);
        Sql.update(app, """
                insert into silversmith.transformation_step (id, run_id, procedure_id, kind, unit, stage, ordinal)
                values (?, ?, ?, 'other', 'u', 1, 1)
                """, UUID.randomUUID(), run, procedure);
        return run;
    }

    /** The older run enters the queue between two looks at it, as one does that is approved: each look by itself finds another run free. */
    @Test
    void while_one_caller_admits_another_one_admits_nothing() throws Exception {
        try (Connection app = database.asApp();
                Connection here = database.asApp();
                Connection there = database.asApp()) {
            UUID procedure = UUID.randomUUID();
            Sql.update(app, """
                    insert into silversmith.transformation_procedure (id, schema_name, procedure_name, updated_by)
                    values (?, 'silver', 'p', 'engineer')
                    """, procedure);
            UUID older = run(app, "full", procedure);
            UUID newer = run(app, "incremental", procedure);
            here.setAutoCommit(false);
            there.setAutoCommit(false);

            assertThat(in(here).admitNext(HERE, LEASE)).contains(new RunLease(newer, 1));
            Sql.one(app, Boolean.class, "select silversmith.decide_run(?, 'approver', 'approve', null, 'p')", older);
            assertThat(in(there).admitNext(THERE, LEASE)).isEmpty();
            here.commit();
            there.commit();

            assertThat(in(there).admitNext(THERE, LEASE)).as("it waits now").isEmpty();
        }
    }
}
