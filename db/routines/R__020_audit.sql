-- The only ways into the audit trail: functions for acts that a service tells of, triggers for what happens to runs and watermarks.

-- All events of a call follow one another. The head's row is locked until the caller's commit: call it last in a transaction.
create or replace function silversmith.record_audits(
    p_actors text[], p_actions text[], p_object_types text[], p_object_ids text[], p_reasons text[], p_befores jsonb[], p_afters jsonb[])
  returns bigint
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  head  audit_head%rowtype;
  event audit_event%rowtype;
begin
  select * into strict head from audit_head for update;
  event.seq := head.seq;
  event.hash := head.hash;
  for event.actor, event.action, event.object_type, event.object_id, event.reason, event.before, event.after in
    select * from unnest(p_actors, p_actions, p_object_types, p_object_ids, p_reasons, p_befores, p_afters)
  loop
    event.before := nullif(event.before, 'null');
    event.after := nullif(event.after, 'null');
    event.id := gen_random_uuid();
    event.seq := event.seq + 1;
    event.at := clock_timestamp();
    event.previous_hash := event.hash;
    -- A JSON array keeps the fields apart whatever they hold; microseconds since 1970 do not depend on the session's time zone.
    event.hash := sha256(event.previous_hash || convert_to(
      jsonb_build_array(event.seq, event.id, (extract(epoch from event.at) * 1000000)::bigint, event.actor, event.action,
                        event.object_type, event.object_id, event.reason, event.before, event.after)::text, 'UTF8'));
    insert into audit_event values (event.*);
  end loop;
  update audit_head set seq = event.seq, hash = event.hash where id = head.id;
  return event.seq;
end
$$;
comment on function silversmith.record_audits(text[], text[], text[], text[], text[], jsonb[], jsonb[]) is
  'Appends events to the audit trail in the caller''s transaction; id, number, time and hash are set here; answers the last number';

create or replace function silversmith.record_audit(
    p_actor text, p_action text, p_object_type text, p_object_id text, p_reason text, p_before jsonb, p_after jsonb)
  returns bigint
  language sql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
  select record_audits(array[p_actor], array[p_action], array[p_object_type], array[p_object_id], array[p_reason], array[p_before],
                       array[p_after])
$$;
comment on function silversmith.record_audit(text, text, text, text, text, jsonb, jsonb) is
  'Appends one event to the audit trail in the caller''s transaction';

create or replace function silversmith.audit_system(p_server text) returns text
  language sql stable
  set search_path = pg_catalog, silversmith, pg_temp
as $$
  select coalesce('system:' || coalesce(p_server, nullif(current_setting('silversmith.server_id', true), '')), 'system')
$$;
comment on function silversmith.audit_system(text) is
  'Who did what nobody asked for: that server, else the one that the transaction names in silversmith.server_id';

create or replace function silversmith.audit_run() returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
  set timezone = 'UTC'
as $$
declare
  was    text := case when tg_op = 'UPDATE' then old.status end;
  action text;
  actor  text;
  reason text;
  told   jsonb := '{}';
  more   jsonb := '{}';
begin
  if was is null then
    action := case when new.imported then 'run.import' else 'run.request' end;
    actor := new.requested_by;
    reason := new.reason;
    told := jsonb_build_object(
      'number', new.number, 'mode', new.mode, 'transactionScope', new.transaction_scope, 'select', new.selection,
      'exclude', new.exclusion, 'maxParallel', new.max_parallel, 'onFailure', new.on_failure, 'onOverlap', new.on_overlap,
      'timeoutMs', new.timeout_ms, 'businessDate', new.business_date, 'timeZone', new.time_zone, 'trigger', new.trigger,
      'dryRun', new.dry_run, 'confirmed', new.confirmed, 'planFingerprint', new.plan_fingerprint, 'expiresAt', new.expires_at,
      'idempotencyKey', new.idempotency_key);
    more := jsonb_build_object('parameters', new.parameters); -- a null in there is a value
  elsif was in ('failed', 'cancelled') and new.status in ('queued', 'pending_approval') then
    action := 'run.resume';
    actor := new.resumed_by;
    reason := new.resume_reason;
    told := jsonb_build_object('planFingerprint', new.plan_fingerprint, 'expiresAt', new.expires_at);
  elsif was = 'pending_approval' and new.status in ('queued', 'rejected') then
    action := case when new.status = 'queued' then 'run.approve' else 'run.reject' end;
    actor := new.approver;
    reason := new.decision_reason;
    told := jsonb_build_object('decision', new.decision, 'planFingerprint', new.approved_fingerprint, 'expiresAt', new.expires_at);
  elsif new.status = 'cancelling' or new.status = 'cancelled' and was in ('pending_approval', 'queued') then
    action := 'run.cancel';
    actor := new.cancel_requested_by;
  elsif new.status = 'expired' then
    action := 'run.expire';
    told := jsonb_build_object('expiresAt', new.expires_at, 'error', new.error);
  elsif new.status = 'running' then
    action := 'run.start';
    actor := audit_system(new.owner_server);
    told := jsonb_build_object('planFingerprint', new.plan_fingerprint);
  elsif new.status in ('succeeded', 'failed', 'cancelled') then
    action := 'run.end';
    actor := audit_system(new.owner_server);
    told := jsonb_build_object('rowsAffected', new.rows_affected, 'error', new.error);
  else
    action := 'run.change';
  end if;
  perform record_audit(coalesce(actor, audit_system(null)), action, 'run', new.id::text, reason,
                       case when was is not null then jsonb_build_object('status', was) end,
                       jsonb_build_object('status', new.status) || jsonb_strip_nulls(told) || more);
  return null;
end
$$;
comment on function silversmith.audit_run() is 'Trigger of runs: each change of the status is one event of the audit trail';

create or replace function silversmith.audit_take_over() returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
begin
  perform record_audit(audit_system(new.owner_server), 'run.recover', 'run', new.id::text, null,
                       jsonb_build_object('status', old.status, 'owner', old.owner_server),
                       jsonb_build_object('status', new.status, 'owner', new.owner_server));
  return null;
end
$$;
comment on function silversmith.audit_take_over() is
  'Trigger of runs: each take-over of one that lost its server is one event of the audit trail';

create or replace function silversmith.audit_watermark_reset() returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
  set timezone = 'UTC'
as $$
declare
  was       text := case when tg_op = 'UPDATE' then old.status end;
  watermark text := (select quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name)
                       from transformation_procedure p
                      where p.id = new.procedure_id);
  action    text;
  actor     text;
  reason    text := new.decision_reason;
begin
  if was is null then
    action := case when new.status = 'pending_approval' then 'watermark.request' else 'watermark.reset' end;
    actor := new.requested_by;
    reason := new.reason;
  elsif new.status in ('applied', 'rejected') then
    action := case when new.status = 'applied' then 'watermark.approve' else 'watermark.reject' end;
    actor := new.approver;
  elsif new.status = 'cancelled' then
    action := 'watermark.cancel';
    actor := new.cancelled_by;
  else
    action := case when new.status = 'expired' then 'watermark.expire' else 'watermark.change' end;
  end if;
  -- A value of null is no gap: the watermark stands nowhere.
  perform record_audit(coalesce(actor, audit_system(null)), action, 'watermark', watermark, reason,
                       jsonb_strip_nulls(jsonb_build_object('status', was)) || jsonb_build_object('value', new.from_value),
                       jsonb_strip_nulls(jsonb_build_object('status', new.status, 'reset', new.number, 'decision', new.decision,
                                                            'expiresAt', new.expires_at))
                         || jsonb_build_object('value', new.to_value));
  return null;
end
$$;
comment on function silversmith.audit_watermark_reset() is
  'Trigger of resets of watermarks: each change of the status is one event of the audit trail';

-- Deferred: they fire at the commit, so that the head is the last row that a transaction locks and nobody waits in a circle.
drop trigger if exists transformation_run_requested_is_audited on silversmith.transformation_run;
create constraint trigger transformation_run_requested_is_audited after insert on silversmith.transformation_run
  deferrable initially deferred for each row execute function silversmith.audit_run();
drop trigger if exists transformation_run_changed_is_audited on silversmith.transformation_run;
create constraint trigger transformation_run_changed_is_audited after update on silversmith.transformation_run
  deferrable initially deferred for each row when (old.status is distinct from new.status)
  execute function silversmith.audit_run();
drop trigger if exists transformation_run_taken_over_is_audited on silversmith.transformation_run;
create constraint trigger transformation_run_taken_over_is_audited after update on silversmith.transformation_run
  deferrable initially deferred for each row when (old.lease_number <> new.lease_number and old.status = new.status)
  execute function silversmith.audit_take_over();
drop trigger if exists watermark_reset_requested_is_audited on silversmith.watermark_reset;
create constraint trigger watermark_reset_requested_is_audited after insert on silversmith.watermark_reset
  deferrable initially deferred for each row execute function silversmith.audit_watermark_reset();
drop trigger if exists watermark_reset_changed_is_audited on silversmith.watermark_reset;
create constraint trigger watermark_reset_changed_is_audited after update on silversmith.watermark_reset
  deferrable initially deferred for each row when (old.status is distinct from new.status)
  execute function silversmith.audit_watermark_reset();

revoke all on function silversmith.record_audits(text[], text[], text[], text[], text[], jsonb[], jsonb[]) from public;
revoke all on function silversmith.record_audit(text, text, text, text, text, jsonb, jsonb) from public;
revoke all on function silversmith.audit_system(text) from public;
revoke all on function silversmith.audit_run() from public;
revoke all on function silversmith.audit_take_over() from public;
revoke all on function silversmith.audit_watermark_reset() from public;
grant execute on function silversmith.record_audits(text[], text[], text[], text[], text[], jsonb[], jsonb[]) to silversmith_app;
grant execute on function silversmith.record_audit(text, text, text, text, text, jsonb, jsonb) to silversmith_app;
