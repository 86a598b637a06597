-- Where a watermark stands is moved by a unit's success (record_success) and by the functions here, by nothing else.

create or replace function silversmith.compare_watermarks(p_type text, p_left text, p_right text) returns integer
  language plpgsql stable strict
  set search_path = pg_catalog, pg_temp
as $$
begin
  -- One cast per statement so that no other is tried.
  case p_type
    when 'timestamptz' then
      return case when p_left::timestamptz < p_right::timestamptz then -1
                  when p_left::timestamptz > p_right::timestamptz then 1 else 0 end;
    when 'bigint' then
      return case when p_left::bigint < p_right::bigint then -1 when p_left::bigint > p_right::bigint then 1 else 0 end;
    when 'xid8' then
      return case when p_left::xid8 < p_right::xid8 then -1 when p_left::xid8 > p_right::xid8 then 1 else 0 end;
    else
      return case when p_left collate "C" < p_right collate "C" then -1
                  when p_left collate "C" > p_right collate "C" then 1 else 0 end;
  end case;
end
$$;
comment on function silversmith.compare_watermarks(text, text, text) is
  'Which of two values of a watermark comes first in its type: -1, 0 or 1; null where one of them is null';

create or replace function silversmith.watermark_reset_needs_approval(p_mark silversmith.transformation_watermark, p_value text) returns boolean
  language plpgsql stable
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  stands   text := coalesce(p_mark.value, p_mark.initial_value);
  furthest text := stands;
  earlier  text;
begin
  if p_value is null or compare_watermarks(p_mark.data_type, p_value, p_mark.initial_value) <= 0 then
    return true;
  end if;
  if coalesce(compare_watermarks(p_mark.data_type, p_value, stands) >= 0, true) then
    return false;
  end if;
  if p_mark.data_type <> 'timestamptz' then
    return true;
  end if;

  -- Small steps back count together, from where the last run or the last approval has left the watermark.
  for earlier in
    select coalesce(r.from_value, p_mark.initial_value)
      from watermark_reset r
     where r.procedure_id = p_mark.procedure_id
       and r.status = 'applied'
       and not r.needs_approval
       and r.data_type = p_mark.data_type
       and r.finished_at > greatest(
             p_mark.advanced_at,
             (select max(a.finished_at)
                from watermark_reset a
               where a.procedure_id = p_mark.procedure_id and a.status = 'applied' and a.needs_approval),
             timestamptz '-infinity')
  loop
    if compare_watermarks(p_mark.data_type, earlier, furthest) > 0 then
      furthest := earlier;
    end if;
  end loop;
  return (extract(epoch from furthest::timestamptz) - extract(epoch from p_value::timestamptz)) * 1000
         > (select p.watermark_reset_limit_ms from policy p);
end
$$;
comment on function silversmith.watermark_reset_needs_approval(silversmith.transformation_watermark, text) is
  'Whether a second person has to agree that a watermark is set to a value: to nowhere, to the initial value or before it, or back: timestamptz by more than the policy''s limit, the others, which know no distance in time, by anything';

create or replace function silversmith.set_watermark(p_mark silversmith.transformation_watermark, p_value text, p_actor text) returns void
  language sql
  set search_path = pg_catalog, silversmith, pg_temp
as $$
  update transformation_watermark set value = p_value, updated_at = clock_timestamp(), updated_by = p_actor where id = p_mark.id
$$;
comment on function silversmith.set_watermark(silversmith.transformation_watermark, text, text) is
  'Sets a watermark whose row is locked; what a step has moved last stays noted';

-- A procedure that commits by itself holds no lock while it works, and its success would move the watermark from where it no longer stands.
create or replace function silversmith.own_call_runs(p_procedure uuid) returns boolean
  language sql
  set search_path = pg_catalog, silversmith, pg_temp
as $$
  select exists (select from transformation_step s where s.procedure_id = p_procedure and s.status = 'running' and s.transaction = 'own')
$$;
comment on function silversmith.own_call_runs(uuid) is
  'Whether an attempt of a procedure that commits by itself is under way; asked with its watermark locked, so that none begins meanwhile';

create or replace function silversmith.request_watermark_reset(
    p_id uuid, p_procedure uuid, p_value text, p_reason text, p_actor text)
  returns text
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  mark   transformation_watermark%rowtype;
  needed boolean;
  now_is timestamptz;
begin
  begin
    select * into mark from transformation_watermark where procedure_id = p_procedure for update nowait;
  exception when lock_not_available then
    return 'busy';
  end;
  if mark.id is null then
    return 'unknown';
  elsif not mark.declared then
    return 'undeclared';
  elsif own_call_runs(p_procedure) then
    return 'busy';
  end if;
  if mark.data_type = 'timestamptz' then
    if p_value::timestamptz = 'infinity' then
      raise exception 'a watermark at infinity would never let anything be loaded again' using errcode = 'invalid_parameter_value';
    end if;
    -- Anything else may mean another instant in the session of a run: 01/02/2026, yesterday, a time without its offset.
    if p_value !~ '^(-infinity|[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z|[+-][0-9]{2}(:[0-9]{2}){0,2}))$' then
      raise exception '% is not a point in time with its offset, like 2026-01-31T00:00:00Z, or -infinity', p_value
        using errcode = 'invalid_parameter_value';
    end if;
  end if;
  if mark.value is not distinct from p_value or coalesce(compare_watermarks(mark.data_type, mark.value, p_value) = 0, false) then
    return 'unchanged';
  end if;

  needed := watermark_reset_needs_approval(mark, p_value);
  now_is := clock_timestamp();
  if needed then
    -- A request that has run out makes room before the server gets round to it.
    update watermark_reset
       set status = 'expired', finished_at = now_is
     where procedure_id = p_procedure and status = 'pending_approval' and expires_at <= now_is;
    if exists (select from watermark_reset where procedure_id = p_procedure and status = 'pending_approval') then
      return 'pending';
    end if;
  end if;
  insert into watermark_reset (id, procedure_id, data_type, from_value, to_value, reason, requested_by, requested_at, needs_approval,
                               status, expires_at, finished_at)
  values (p_id, p_procedure, mark.data_type, mark.value, p_value, p_reason, p_actor, now_is, needed,
          case when needed then 'pending_approval' else 'applied' end,
          case when needed then now_is + (select p.approval_expiry_ms from policy p) * interval '1 millisecond' end,
          case when not needed then now_is end);
  if not needed then
    perform set_watermark(mark, p_value, p_actor);
  end if;
  return 'done';
end
$$;
comment on function silversmith.request_watermark_reset(uuid, uuid, text, text, text) is
  'Sets a watermark at once, or keeps the request for a second person where one has to agree. Answers done; or, with nothing done: unknown, undeclared, unchanged, pending (another request waits), busy (a running unit holds the watermark)';

create or replace function silversmith.decide_watermark_reset(p_id uuid, p_actor text, p_decision text, p_reason text)
  returns text
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  wanted watermark_reset%rowtype;
  mark   transformation_watermark%rowtype;
  now_is timestamptz;
begin
  if p_decision is null or p_decision not in ('approve', 'reject') then
    raise exception 'a decision is approve or reject, not %', p_decision using errcode = 'invalid_parameter_value';
  end if;
  if p_decision = 'reject' and coalesce(char_length(btrim(normalize(p_reason, NFKC), E' \t\n\x0B\f\r')), 0) < 10 then
    raise exception 'a rejection needs a reason of at least 10 characters' using errcode = 'invalid_parameter_value';
  end if;
  select * into wanted from watermark_reset where id = p_id;
  if wanted.id is null then
    return 'unknown';
  elsif wanted.status <> 'pending_approval' then
    return 'ended';
  end if;
  -- The watermark first and then the request, as who asks does.
  if p_decision = 'approve' then
    begin
      select * into mark from transformation_watermark where procedure_id = wanted.procedure_id for update nowait;
    exception when lock_not_available then
      return 'busy';
    end;
    if own_call_runs(wanted.procedure_id) then
      return 'busy';
    end if;
  end if;
  select * into wanted from watermark_reset where id = p_id for update;
  now_is := clock_timestamp();
  if wanted.status <> 'pending_approval' then
    return 'ended';
  elsif now_is >= wanted.expires_at then
    return 'expired';
  elsif person_key(p_actor) = person_key(wanted.requested_by) then
    return 'same_person';
  end if;
  if p_decision = 'reject' then
    update watermark_reset
       set status = 'rejected', approver = p_actor, decision = p_decision, decision_reason = p_reason, decided_at = now_is,
           finished_at = now_is
     where id = p_id;
    return 'done';
  end if;
  if mark.id is null or not mark.declared or mark.data_type <> wanted.data_type then
    return 'undeclared';
  end if;
  update watermark_reset
     set status = 'applied', from_value = mark.value, approver = p_actor, decision = p_decision, decision_reason = p_reason,
         decided_at = now_is, finished_at = now_is
   where id = p_id;
  perform set_watermark(mark, wanted.to_value, p_actor);
  return 'done';
end
$$;
comment on function silversmith.decide_watermark_reset(uuid, text, text, text) is
  'The second person''s word; an approval sets the watermark. Answers done; or, with nothing done: unknown, ended (somebody was first), expired, same_person, undeclared (the watermark is not what it was), busy (a running unit holds it)';

create or replace function silversmith.cancel_watermark_reset(p_id uuid, p_actor text)
  returns text
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  wanted watermark_reset%rowtype;
begin
  select * into wanted from watermark_reset where id = p_id for update;
  if wanted.id is null then
    return 'unknown';
  elsif wanted.status <> 'pending_approval' then
    return 'ended';
  elsif clock_timestamp() >= wanted.expires_at then
    return 'expired';
  end if;
  update watermark_reset set status = 'cancelled', cancelled_by = p_actor, finished_at = clock_timestamp() where id = p_id;
  return 'done';
end
$$;
comment on function silversmith.cancel_watermark_reset(uuid, text) is
  'Withdraws a request that waits for a second person. Answers done; or, with nothing done: unknown, ended, expired';

create or replace function silversmith.expire_watermark_resets()
  returns integer
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  ended integer;
begin
  -- One that is being decided at this moment is left to who decides.
  update watermark_reset
     set status = 'expired', finished_at = clock_timestamp()
   where id in (select id
                  from watermark_reset
                 where status = 'pending_approval'
                   and expires_at <= clock_timestamp()
                 order by id
                   for update skip locked);
  get diagnostics ended = row_count;
  return ended;
end
$$;
comment on function silversmith.expire_watermark_resets() is 'Ends requests that nobody has decided in time; answers how many';

-- Deleting and declaring anew, or another type, would lose the place where the next load begins.
create or replace function silversmith.keep_watermark() returns trigger
  language plpgsql
  set search_path = pg_catalog, silversmith, pg_temp
as $$
begin
  if tg_op = 'TRUNCATE' then
    if exists (select from transformation_watermark where value is not null) then
      raise exception 'watermarks that stand somewhere are never deleted' using errcode = 'restrict_violation';
    end if;
    return null;
  elsif tg_op = 'DELETE' then
    if old.value is not null then
      raise exception 'the watermark of procedure % stands at % and is never deleted; it can be reset', old.procedure_id, old.value
        using errcode = 'restrict_violation';
    end if;
    return old;
  end if;
  if old.procedure_id <> new.procedure_id then
    raise exception 'the watermark of procedure % cannot become another one''s', old.procedure_id using errcode = 'restrict_violation';
  elsif old.value is not null and old.data_type <> new.data_type then
    raise exception 'the watermark of procedure % stands at % and keeps its type; it can be reset', old.procedure_id, old.value
      using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;
comment on function silversmith.keep_watermark() is
  'Trigger: a watermark that stands somewhere is neither deleted nor given another type, and no watermark changes its procedure';

drop trigger if exists watermark_is_kept on silversmith.transformation_watermark;
create trigger watermark_is_kept before update or delete on silversmith.transformation_watermark
  for each row execute function silversmith.keep_watermark();
drop trigger if exists watermarks_are_kept on silversmith.transformation_watermark;
create trigger watermarks_are_kept before truncate on silversmith.transformation_watermark
  for each statement execute function silversmith.keep_watermark();

-- Under its old name another one would begin without a watermark.
create or replace function silversmith.keep_procedure_name() returns trigger
  language plpgsql
  set search_path = pg_catalog, silversmith, pg_temp
as $$
begin
  raise exception 'procedure %.% keeps its name; another name is another procedure', old.schema_name, old.procedure_name
    using errcode = 'restrict_violation';
end
$$;
comment on function silversmith.keep_procedure_name() is 'Trigger: a procedure''s watermark and history stay under its name';

drop trigger if exists procedure_keeps_its_name on silversmith.transformation_procedure;
create trigger procedure_keeps_its_name before update on silversmith.transformation_procedure
  for each row
  when (old.schema_name is distinct from new.schema_name or old.procedure_name is distinct from new.procedure_name)
  execute function silversmith.keep_procedure_name();

revoke all on function silversmith.compare_watermarks(text, text, text) from public;
revoke all on function silversmith.watermark_reset_needs_approval(silversmith.transformation_watermark, text) from public;
revoke all on function silversmith.set_watermark(silversmith.transformation_watermark, text, text) from public;
revoke all on function silversmith.own_call_runs(uuid) from public;
revoke all on function silversmith.request_watermark_reset(uuid, uuid, text, text, text) from public;
revoke all on function silversmith.decide_watermark_reset(uuid, text, text, text) from public;
revoke all on function silversmith.cancel_watermark_reset(uuid, text) from public;
revoke all on function silversmith.expire_watermark_resets() from public;
revoke all on function silversmith.keep_watermark() from public;
revoke all on function silversmith.keep_procedure_name() from public;
grant execute on function silversmith.request_watermark_reset(uuid, uuid, text, text, text) to silversmith_app;
grant execute on function silversmith.decide_watermark_reset(uuid, text, text, text) to silversmith_app;
grant execute on function silversmith.cancel_watermark_reset(uuid, text) to silversmith_app;
grant execute on function silversmith.expire_watermark_resets() to silversmith_app;
