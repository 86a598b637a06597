package dev.silversmith.pg;

import dev.silversmith.app.port.Outbox;
import dev.silversmith.app.port.WebhookSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/**
 * Writes messages out of the rows that they tell of, in the act's own transaction. They have no parameter values and no secrets, and are
 * short however large a run is.
 */
@ApplicationScoped
public class PgOutbox implements Outbox {

    private static final String INSTANT = "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')";

    private static final String OF_RUN =
            """
            insert into silversmith.notification (id, kind, run_id, payload, created_at)
            select n.id, n.kind, r.id,
                   jsonb_build_object('id', n.id, 'type', n.kind, 'timestamp', %1$s, 'data', jsonb_build_object('run', jsonb_build_object(
                     'id', r.id, 'number', r.number, 'mode', r.mode, 'status', r.status, 'requestedBy', r.requested_by, 'requestedAt', %2$s,
                     'askedBy', r.approval_asked_by,
                     'select', left(r.selection, 500), 'exclude', left(r.exclusion, 500), 'reason', left(r.reason, 500),
                     'error', left(r.error, 500), 'expiresAt', case r.status when 'pending_approval' then %3$s end,
                     'path', n.page || r.number, 'steps', s.counts, 'failed', s.failed))),
                   n.at
              from silversmith.transformation_run r
             cross join (select gen_random_uuid() as id, clock_timestamp() as at, ?::text as kind, ?::text as page) n
             cross join lateral (
               with last as (
                 select distinct on (a.procedure_id) a.procedure_id, a.status, a.ordinal, a.sql_state, a.error_message
                   from silversmith.transformation_step a
                  where a.run_id = r.id
                  order by a.procedure_id, a.attempt_no desc)
               select (select jsonb_build_object(
                                'total', count(*),
                                'pending', count(*) filter (where status = 'pending'),
                                'running', count(*) filter (where status = 'running'),
                                'succeeded', count(*) filter (where status = 'succeeded'),
                                'failed', count(*) filter (where status = 'failed'),
                                'skipped', count(*) filter (where status = 'skipped'),
                                'rolledBack', count(*) filter (where status = 'rolled_back'),
                                'interrupted', count(*) filter (where status = 'interrupted'),
                                'cancelled', count(*) filter (where status = 'cancelled'))
                         from last) as counts,
                      (select coalesce(jsonb_agg(jsonb_build_object(
                                'procedure', quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name),
                                'status', f.status, 'sqlState', f.sql_state, 'message', left(f.error_message, 500)) order by f.ordinal), '[]')
                         from (select * from last where status in ('failed', 'interrupted') order by ordinal limit 20) f
                         join silversmith.transformation_procedure p on p.id = f.procedure_id) as failed) s
             where r.id = ?
            """.formatted(instant("n.at"), instant("r.requested_at"), instant("r.expires_at"));

    private static final String OF_RESET =
            """
            insert into silversmith.notification (id, kind, payload, created_at)
            select n.id, n.kind,
                   jsonb_build_object('id', n.id, 'type', n.kind, 'timestamp', %1$s, 'data', jsonb_build_object(
                     'watermarkReset', jsonb_build_object(
                       'id', w.id, 'number', w.number, 'status', w.status,
                       'procedure', quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name),
                       'from', w.from_value, 'to', w.to_value, 'requestedBy', w.requested_by, 'requestedAt', %2$s,
                       'reason', left(w.reason, 500), 'expiresAt', %3$s, 'path', '/console/reset?id=' || w.number))),
                   n.at
              from silversmith.watermark_reset w
              join silversmith.transformation_procedure p on p.id = w.procedure_id
             cross join (select gen_random_uuid() as id, clock_timestamp() as at, 'approval.wanted' as kind) n
             where w.id = ?
               and w.status = 'pending_approval'
            """.formatted(instant("n.at"), instant("w.requested_at"), instant("w.expires_at"));

    private final ControlDatabase control;
    private final WebhookSettings webhook;

    @Inject
    PgOutbox(ControlDatabase control, WebhookSettings webhook) {
        this.control = control;
        this.webhook = webhook;
    }

    PgOutbox() {
        this(null, null);
    }

    private static String instant(String column) {
        return INSTANT.formatted(column);
    }

    @Override
    public void runFailed(UUID runId) {
        write(OF_RUN, "run.failed", "/console/run?id=", runId);
    }

    @Override
    public void approvalWanted(UUID runId) {
        write(OF_RUN, "approval.wanted", "/console/approval?id=", runId);
    }

    @Override
    public void resetApprovalWanted(UUID resetId) {
        write(OF_RESET, resetId);
    }

    private void write(String sql, Object... values) {
        if (webhook.isOn()) {
            control.inTransaction("message for the webhook", connection -> Statements.update(connection, sql, values));
        }
    }
}
