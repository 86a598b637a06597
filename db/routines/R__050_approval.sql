-- Full refreshes behind a second person: how a run may change, and the one way to decide on it.

create or replace function silversmith.person_key(p_name text) returns text
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  -- Upper case first: a dotless i, a final sigma and a sharp s are other letters only in lower case, and directories take them for the same.
  select replace(
           lower(upper(btrim(
             regexp_replace(
               normalize(p_name, NFKC),
               E'[\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0]',
               '', 'g'),
             E' \t\n\x0B\f\r') collate silversmith.person)),
           E'i\u0307', 'i')
$$;
comment on function silversmith.person_key(text) is
  'The name under which a user is one person, whatever its case, the blanks around it, its Unicode form and what in it cannot be seen; the CHECKs tell apart no fewer';
revoke all on function silversmith.person_key(text) from public;

create or replace function silversmith.run_may_become(p_from text, p_to text) returns boolean
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  select p_to = any (case p_from
    when 'pending_approval' then array['queued', 'rejected', 'expired', 'cancelled']
    when 'queued' then array['running', 'cancelled', 'failed', 'expired']
    when 'running' then array['cancelling', 'succeeded', 'failed']
    when 'cancelling' then array['cancelled', 'succeeded', 'failed']
    when 'failed' then array['queued', 'pending_approval']
    when 'cancelled' then array['queued', 'pending_approval']
    else array[]::text[]
  end)
$$;
comment on function silversmith.run_may_become(text, text) is 'Whether a run may change from one status to another';
revoke all on function silversmith.run_may_become(text, text) from public;

-- What holds for a new run, whoever inserts it.
create or replace function silversmith.guard_new_run() returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
begin
  if new.imported then
    return new;
  end if;
  if num_nonnulls(new.approver, new.decision, new.decided_at, new.decision_reason, new.approved_fingerprint,
                  new.resumed_by, new.resumed_at, new.resume_reason) > 0 then
    raise exception 'a new run was neither decided on nor resumed' using errcode = 'SM002';
  end if;
  -- Here and not a constraint of the table: that would read the whole plan at every heartbeat.
  if new.plan ->> 'mode' <> new.mode then
    raise exception 'the plan of a run has the run''s mode' using errcode = 'SM002';
  end if;
  new.approval_asked_by := null;
  new.expires_at := null;
  if new.mode <> 'full' then
    if new.status = 'pending_approval' then
      raise exception 'only a full run waits for an approval' using errcode = 'SM002';
    end if;
    return new;
  end if;
  if new.status <> 'pending_approval' then
    raise exception 'a full run begins with the status pending_approval, not %', new.status using errcode = 'SM002';
  end if;
  if not new.confirmed or coalesce(char_length(btrim(normalize(new.reason, NFKC), E' \t\n\x0B\f\r')), 0) < 10 then
    raise exception 'a full run has to be confirmed, with a reason of at least 10 characters' using errcode = 'SM002';
  end if;
  new.approval_asked_by := new.requested_by;
  select clock_timestamp() + p.approval_expiry_ms * interval '1 millisecond' into strict new.expires_at from policy p;
  return new;
end
$$;
comment on function silversmith.guard_new_run() is
  'Trigger of new runs: a full one is confirmed, has a reason and waits for its approval until it expires';

-- What holds for every change of a run, whoever makes it.
create or replace function silversmith.guard_run() returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  resumed boolean := old.status in ('failed', 'cancelled') and new.status in ('queued', 'pending_approval');
  decided boolean := old.status = 'pending_approval' and new.status in ('queued', 'rejected');
begin
  if new.status <> old.status and not run_may_become(old.status, new.status) then
    raise exception 'run % cannot change from % to %', old.number, old.status, new.status using errcode = 'SM002';
  end if;
  if (new.id, new.number, new.idempotency_key, new.request_fingerprint, new.mode, new.transaction_scope, new.trigger, new.selection,
      new.exclusion, new.parameters, new.max_parallel, new.on_failure, new.on_overlap, new.timeout_ms, new.dry_run, new.business_date,
      new.time_zone, new.requested_by, new.requested_at, new.confirmed, new.reason, new.imported)
     is distinct from
     (old.id, old.number, old.idempotency_key, old.request_fingerprint, old.mode, old.transaction_scope, old.trigger, old.selection,
      old.exclusion, old.parameters, old.max_parallel, old.on_failure, old.on_overlap, old.timeout_ms, old.dry_run, old.business_date,
      old.time_zone, old.requested_by, old.requested_at, old.confirmed, old.reason, old.imported) then
    raise exception 'what was requested of run % never changes', old.number using errcode = 'SM002';
  end if;
  if new.lease_number < old.lease_number then
    raise exception 'the leases of run % only count up', old.number using errcode = 'SM002';
  end if;
  if new.job_xml is distinct from old.job_xml then
    raise exception 'the batch job of run % never changes', old.number using errcode = 'SM002';
  end if;
  if (new.plan_fingerprint is distinct from old.plan_fingerprint or new.plan is distinct from old.plan) and not resumed then
    raise exception 'the plan of run % changes only when the run is resumed', old.number using errcode = 'SM002';
  end if;
  if new.plan is distinct from old.plan and new.plan_fingerprint is not distinct from old.plan_fingerprint then
    raise exception 'another plan of run % needs its own fingerprint', old.number using errcode = 'SM002';
  end if;
  if new.plan is distinct from old.plan and new.plan ->> 'mode' is distinct from new.mode then
    raise exception 'the plan of run % has the run''s mode', old.number using errcode = 'SM002';
  end if;

  if resumed then
    if coalesce(person_key(new.resumed_by), '') = '' then
      raise exception 'somebody has to resume run %', old.number using errcode = 'SM002';
    end if;
    new.resumed_at := clock_timestamp();
  end if;
  if resumed and new.status = 'pending_approval' then
    new.approver := null;
    new.decision := null;
    new.decided_at := null;
    new.decision_reason := null;
    new.approved_fingerprint := null;
    new.approval_asked_by := new.resumed_by;
    new.finished_at := null;
    select clock_timestamp() + p.approval_expiry_ms * interval '1 millisecond' into strict new.expires_at from policy p;
  elsif decided then
    new.decided_at := clock_timestamp();
    new.expires_at := old.expires_at;
    if new.status = 'queued' then
      select new.decided_at + p.approval_expiry_ms * interval '1 millisecond' into strict new.expires_at from policy p;
    end if;
  elsif (new.approver, new.decision, new.decided_at, new.decision_reason, new.approved_fingerprint, new.expires_at)
        is distinct from
        (old.approver, old.decision, old.decided_at, old.decision_reason, old.approved_fingerprint, old.expires_at) then
    raise exception 'the decision on run % is made once, while it waits for its approval', old.number using errcode = 'SM002';
  end if;

  if not (resumed and new.status = 'pending_approval') and new.approval_asked_by is distinct from old.approval_asked_by then
    raise exception 'who asked for the approval of run % does not change', old.number using errcode = 'SM002';
  end if;
  if not resumed
     and (new.resumed_by, new.resumed_at, new.resume_reason) is distinct from (old.resumed_by, old.resumed_at, old.resume_reason) then
    raise exception 'run % is not being resumed', old.number using errcode = 'SM002';
  end if;
  perform guard_approval(old, new, decided);
  -- By it a run goes: nobody makes a run older than it is.
  if new.finished_at is distinct from old.finished_at then
    if new.status = old.status then
      raise exception 'when run % ended does not change', old.number using errcode = 'SM002';
    end if;
    new.finished_at := case when new.finished_at is not null then clock_timestamp() end;
  end if;
  return new;
end
$$;
comment on function silversmith.guard_run() is
  'Trigger of changed runs: only legal changes of the status; what was requested, planned, decided, when it expires and when it ended stays as it is';

-- The part that is about approvals; the CHECK of the table says once more who may not approve.
create or replace function silversmith.guard_approval(
    p_old silversmith.transformation_run, p_new silversmith.transformation_run, p_decided boolean)
  returns void
  language plpgsql
  set search_path = pg_catalog, silversmith, pg_temp
as $$
begin
  if p_new.status = p_old.status then
    return;
  end if;
  if p_new.mode <> 'full' then
    if p_new.status in ('pending_approval', 'rejected', 'expired') then
      raise exception 'run % is incremental: it needs no approval', p_old.number using errcode = 'SM002';
    end if;
    return;
  end if;
  if p_new.status = 'pending_approval' and p_new.approval_asked_by is null then
    raise exception 'somebody has to ask for the approval of run %', p_old.number using errcode = 'SM002';
  end if;
  if p_decided then
    if p_new.decision is distinct from (case p_new.status when 'queued' then 'approve' else 'reject' end) then
      raise exception 'run % can only be % by a decision', p_old.number, p_new.status using errcode = 'SM002';
    end if;
    if person_key(coalesce(p_new.approver, '')) in ('', person_key(p_old.requested_by), person_key(p_old.approval_asked_by)) then
      raise exception 'run % has to be decided by a second person', p_old.number using errcode = 'SM004';
    end if;
  end if;
  -- On the wall clock of the database, at the moment of the change.
  if p_new.status in ('queued', 'running') and coalesce(p_new.expires_at <= clock_timestamp(), true) then
    raise exception 'the approval of run % has expired', p_old.number using errcode = 'SM002';
  end if;
  if p_decided and p_old.expires_at <= clock_timestamp() then
    raise exception 'the request of run % has expired', p_old.number using errcode = 'SM002';
  end if;
  if p_old.status = 'queued' and p_new.status = 'expired' and p_old.expires_at > clock_timestamp() then
    raise exception 'the approval of run % has not expired yet', p_old.number using errcode = 'SM002';
  end if;
end
$$;
comment on function silversmith.guard_approval(silversmith.transformation_run, silversmith.transformation_run, boolean) is
  'Refuses a change of status of a full run that no valid decision of a second person covers';

drop trigger if exists transformation_run_guard_new on silversmith.transformation_run;
create trigger transformation_run_guard_new before insert on silversmith.transformation_run
  for each row execute function silversmith.guard_new_run();
drop trigger if exists transformation_run_guard on silversmith.transformation_run;
-- Not for what a heartbeat writes every few seconds.
create trigger transformation_run_guard before update of
    id, number, idempotency_key, request_fingerprint, mode, transaction_scope, status, trigger, selection, exclusion, parameters,
    max_parallel, on_failure, on_overlap, timeout_ms, dry_run, business_date, time_zone, requested_by, requested_at, confirmed, reason,
    approver, decided_at, decision, decision_reason, expires_at, plan, plan_fingerprint, job_xml, imported, approval_asked_by,
    approved_fingerprint, resumed_by, resumed_at, resume_reason, lease_number, finished_at
  on silversmith.transformation_run
  for each row execute function silversmith.guard_run();

-- Else a run that has an approval could be made to do again what it has done, and a last success could pass for an older one and be purged.
create or replace function silversmith.guard_success() returns trigger
  language plpgsql
  set search_path = pg_catalog, silversmith, pg_temp
as $$
begin
  raise exception 'the attempt % has succeeded, and stays so', old.id using errcode = 'SM002';
end
$$;
comment on function silversmith.guard_success() is 'Trigger of steps and refreshes: what has succeeded has succeeded for ever, at its moment';
revoke all on function silversmith.guard_success() from public;

drop trigger if exists transformation_step_success_stays on silversmith.transformation_step;
create trigger transformation_step_success_stays before update on silversmith.transformation_step
  for each row when (old.status = 'succeeded'
                     and (new.status <> 'succeeded' or new.run_id <> old.run_id or new.procedure_id <> old.procedure_id
                          or new.finished_at is distinct from old.finished_at))
  execute function silversmith.guard_success();
drop trigger if exists refresh_execution_success_stays on silversmith.refresh_execution;
create trigger refresh_execution_success_stays before update on silversmith.refresh_execution
  for each row when (old.status = 'succeeded'
                     and (new.status <> 'succeeded' or new.run_id <> old.run_id or new.refresh_target_id <> old.refresh_target_id
                          or new.finished_at is distinct from old.finished_at))
  execute function silversmith.guard_success();

create or replace function silversmith.decide_run(
    p_run uuid, p_actor text, p_decision text, p_reason text, p_fingerprint text)
  returns boolean
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  run transformation_run%rowtype;
begin
  select * into run from transformation_run r where r.id = p_run for update;
  if not found or run.status <> 'pending_approval' then
    raise exception 'run % does not wait for an approval', p_run using errcode = 'SM002';
  end if;
  if p_decision is null or p_decision not in ('approve', 'reject') then
    raise exception 'the decision is approve or reject, not %', coalesce(p_decision, 'null') using errcode = 'SM002';
  end if;
  if p_decision = 'reject'
     and coalesce(char_length(btrim(normalize(p_reason, NFKC), E' \t\n\x0B\f\r')), 0) < 10 then
    raise exception 'a rejection needs a reason of at least 10 characters' using errcode = 'SM002';
  end if;
  if p_fingerprint is distinct from run.plan_fingerprint then
    raise exception 'the decision on run % is about another plan', run.number using errcode = 'SM002';
  end if;
  if run.expires_at <= clock_timestamp() then
    return false;
  end if;
  update transformation_run r
     set status               = case p_decision when 'approve' then 'queued' else 'rejected' end,
         approver             = p_actor,
         decision             = p_decision,
         decision_reason      = p_reason,
         approved_fingerprint = p_fingerprint,
         finished_at          = case p_decision when 'reject' then clock_timestamp() end
   where r.id = p_run;
  return true;
end
$$;
comment on function silversmith.decide_run(uuid, text, text, text, text) is
  'Approves or rejects a full run on behalf of a second person, for one plan; false if the request has expired. The one way to decide';

revoke all on function silversmith.guard_new_run() from public;
revoke all on function silversmith.guard_run() from public;
revoke all on function silversmith.guard_approval(silversmith.transformation_run, silversmith.transformation_run, boolean) from public;
revoke all on function silversmith.decide_run(uuid, text, text, text, text) from public;
grant execute on function silversmith.decide_run(uuid, text, text, text, text) to silversmith_app;
