package dev.silversmith.db;

import dev.silversmith.core.shared.TimeOrderedId;
import dev.silversmith.testing.Sql;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** Writes, by the control login, the rows that the engine would write around a unit. */
final class Ledger {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Connection app;
    private int ordinal;

    Ledger(Connection app) {
        this.app = app;
    }

    static UUID newId() {
        return TimeOrderedId.at(Instant.now());
    }

    static byte[] newToken() {
        byte[] token = new byte[32];
        RANDOM.nextBytes(token);
        return token;
    }

    /** A procedure of schema silver with a name of its own. */
    UUID procedure() throws SQLException {
        UUID id = newId();
        Sql.update(app, """
                insert into silversmith.transformation_procedure (id, schema_name, procedure_name, updated_by)
                values (?, 'silver', ?, 'engineer')
                """, id, "load_" + id.toString().replace('-', '_'));
        return id;
    }

    UUID runningRun() throws SQLException {
        UUID id = newId();
        Sql.update(app, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by)
                values (?, ?, 'fingerprint', 'incremental', 'per_procedure', 'queued', 4, 'operator')
                """, id, id.toString());
        Sql.update(
                app,
                "update silversmith.transformation_run set status = 'running', started_at = clock_timestamp() where id = ?",
                id);
        return id;
    }

    UUID pendingStep(UUID run) throws SQLException {
        return pendingStep(run, procedure(), 1);
    }

    UUID pendingStep(UUID run, UUID procedure, int attempt) throws SQLException {
        return pendingStep(run, procedure, attempt, "other", "unit " + procedure);
    }

    UUID pendingStep(UUID run, UUID procedure, int attempt, String kind, String unit, UUID... parents)
            throws SQLException {
        UUID id = newId();
        ordinal++;
        Sql.update(app, """
                insert into silversmith.transformation_step (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, parent_ids)
                values (?, ?, ?, ?, ?, ?, 1, ?, ?)
                """, id, run, procedure, attempt, kind, unit, ordinal, app.createArrayOf("uuid", parents));
        return id;
    }

    /** Sets a status with all that the table demands of it. */
    void end(UUID step, String status) throws SQLException {
        Sql.update(app, """
                update silversmith.transformation_step
                   set status = ?, started_at = coalesce(started_at, clock_timestamp()), finished_at = clock_timestamp(),
                       duration_ms = 1, skipped_because = case when ? = 'skipped' then 'an ancestor failed' end
                 where id = ?
                """, status, status, step);
    }

    /** Claims attempts as one unit under a new token, which only the first of them keeps the hash of. */
    Claim claim(UUID... steps) throws SQLException {
        byte[] token = newToken();
        Claim claim = new Claim(token, steps);
        for (UUID step : steps) {
            Sql.update(app, """
                    update silversmith.transformation_step set status = 'running', started_at = clock_timestamp(), token_hash = ?
                     where id = ? and status = 'pending'
                    """, step.equals(claim.lead()) ? claim.hash() : null, step);
        }
        return claim;
    }

    /** A claimed attempt of a procedure of its own in a running run of its own. */
    Claim claimedStep() throws SQLException {
        return claim(pendingStep(runningRun()));
    }

    String status(UUID step) throws SQLException {
        return Sql.one(app, String.class, "select status from silversmith.transformation_step where id = ?", step);
    }
}
