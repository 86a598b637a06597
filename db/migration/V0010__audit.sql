-- The audit trail's lists, and an event's id under its hash.

create index audit_event_action on silversmith.audit_event (action, seq);
create index audit_event_object_id on silversmith.audit_event (object_id, seq);
drop index silversmith.audit_event_object;
create index audit_event_object_type on silversmith.audit_event (object_type, seq);
drop index silversmith.audit_event_at;
create index audit_event_at on silversmith.audit_event (at, seq);

-- The id was the one column that the hash did not cover. Events of before are chained anew with it, once, if their chain holds.
alter table silversmith.audit_event disable trigger audit_event_append_only;
do $$
declare
  event  silversmith.audit_event%rowtype;
  fields jsonb;
  old    bytea := pg_catalog.sha256('silversmith'::bytea);
  new    bytea := pg_catalog.sha256('silversmith'::bytea);
  last   bigint := 0;
begin
  for event in select * from silversmith.audit_event order by seq loop
    fields := pg_catalog.jsonb_build_array(
      event.seq, (extract(epoch from event.at) * 1000000)::bigint, event.actor, event.action, event.object_type, event.object_id,
      event.reason, event.before, event.after);
    old := pg_catalog.sha256(old || pg_catalog.convert_to(fields::text, 'UTF8'));
    last := last + 1;
    if event.seq <> last or event.hash <> old then
      raise exception 'the audit trail does not verify at event %: find out who changed it before you upgrade', last;
    end if;
    fields := pg_catalog.jsonb_insert(fields, '{1}', pg_catalog.to_jsonb(event.id));
    update silversmith.audit_event
       set previous_hash = new, hash = pg_catalog.sha256(new || pg_catalog.convert_to(fields::text, 'UTF8'))
     where id = event.id
    returning hash into new;
  end loop;
  update silversmith.audit_head h set hash = new where h.seq = last and h.hash = old;
  if not found then
    raise exception 'the audit trail ends before its head: find out who cut it before you upgrade';
  end if;
end
$$;
alter table silversmith.audit_event enable trigger audit_event_append_only;
comment on column silversmith.audit_event.hash is 'SHA-256 over the hash before and every other column of this event';

-- They would go on with the hash of before until the routines are replaced.
drop function if exists silversmith.record_audit(text, text, text, text, text, jsonb, jsonb);
drop function if exists silversmith.audit_hash(bytea, bigint, timestamptz, text, text, text, text, text, jsonb, jsonb);
