-- The only way into the audit trail.

create or replace function silversmith.audit_hash(
    p_previous bytea, p_seq bigint, p_at timestamptz, p_actor text, p_action text, p_object_type text, p_object_id text, p_reason text,
    p_before jsonb, p_after jsonb)
  returns bytea
  language sql immutable
  set search_path = pg_catalog, pg_temp
as $$
  -- A JSON array keeps the fields apart whatever they hold; microseconds since 1970 do not depend on the session's time zone.
  select sha256(p_previous || convert_to(
    jsonb_build_array(p_seq, (extract(epoch from p_at) * 1000000)::bigint, p_actor, p_action, p_object_type, p_object_id, p_reason,
                      p_before, p_after)::text, 'UTF8'))
$$;
comment on function silversmith.audit_hash(bytea, bigint, timestamptz, text, text, text, text, text, jsonb, jsonb) is
  'Hash of an audit event over its fields and the hash of the event before';

create or replace function silversmith.record_audit(
    p_actor text, p_action text, p_object_type text, p_object_id text, p_reason text, p_before jsonb, p_after jsonb)
  returns bigint
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  head   audit_head%rowtype;
  now_is timestamptz;
  digest bytea;
begin
  select * into strict head from audit_head for update;
  now_is := clock_timestamp();
  digest := audit_hash(head.hash, head.seq + 1, now_is, p_actor, p_action, p_object_type, p_object_id, p_reason, p_before, p_after);
  insert into audit_event (id, seq, at, actor, action, object_type, object_id, reason, before, after, previous_hash, hash)
  values (gen_random_uuid(), head.seq + 1, now_is, p_actor, p_action, p_object_type, p_object_id, p_reason, p_before, p_after,
          head.hash, digest);
  update audit_head set seq = head.seq + 1, hash = digest where id = head.id;
  return head.seq + 1;
end
$$;
comment on function silversmith.record_audit(text, text, text, text, text, jsonb, jsonb) is
  'Appends an event to the audit trail in the caller''s transaction; id, number, time and hash are set here';

revoke all on function silversmith.audit_hash(bytea, bigint, timestamptz, text, text, text, text, text, jsonb, jsonb) from public;
revoke all on function silversmith.record_audit(text, text, text, text, text, jsonb, jsonb) from public;
grant execute on function silversmith.audit_hash(bytea, bigint, timestamptz, text, text, text, text, text, jsonb, jsonb) to silversmith_app;
grant execute on function silversmith.record_audit(text, text, text, text, text, jsonb, jsonb) to silversmith_app;
