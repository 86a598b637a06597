-- The audit trail: append only, chained in commit order.

create table silversmith.audit_event (
  id            uuid primary key,
  seq           bigint not null unique check (seq > 0),
  at            timestamptz not null,
  actor         text not null,
  action        text not null,
  object_type   text not null,
  object_id     text not null,
  reason        text,
  before        jsonb,
  after         jsonb,
  previous_hash bytea not null,
  hash          bytea not null unique
);
create index audit_event_at on silversmith.audit_event (at);
create index audit_event_object on silversmith.audit_event (object_type, object_id, seq);
create index audit_event_actor on silversmith.audit_event (actor, seq);
comment on table silversmith.audit_event is 'Who did what, when and why; append only';
comment on column silversmith.audit_event.id is 'Id';
comment on column silversmith.audit_event.seq is 'Order of the commits, without gaps';
comment on column silversmith.audit_event.at is 'When, by the database''s clock';
comment on column silversmith.audit_event.actor is 'Who';
comment on column silversmith.audit_event.action is 'What, for example catalog.import';
comment on column silversmith.audit_event.object_type is 'To what kind of thing';
comment on column silversmith.audit_event.object_id is 'To which one';
comment on column silversmith.audit_event.reason is 'Why, in the actor''s words';
comment on column silversmith.audit_event.before is 'State before';
comment on column silversmith.audit_event.after is 'State after';
comment on column silversmith.audit_event.previous_hash is 'Hash of the event before';
comment on column silversmith.audit_event.hash is 'SHA-256 over this event and the hash before';

-- One row: writers queue on it until their commit, so that the chain is in commit order; a cut tail shows.
create table silversmith.audit_head (
  id        uuid primary key,
  singleton boolean not null default true unique check (singleton),
  seq       bigint not null,
  hash      bytea not null
);
insert into silversmith.audit_head (id, seq, hash) values ('00000000-0000-7000-8000-000000000000', 0, sha256('silversmith'::bytea));
comment on table silversmith.audit_head is 'End of the audit trail''s chain';
comment on column silversmith.audit_head.id is 'Constant';
comment on column silversmith.audit_head.singleton is 'There is one row';
comment on column silversmith.audit_head.seq is 'Sequence number of the last event';
comment on column silversmith.audit_head.hash is 'Hash of the last event';

create function silversmith.refuse_change() returns trigger language plpgsql
  set search_path = pg_catalog, silversmith, pg_temp as $$
begin
  raise exception 'audit_event is append only: % is refused', tg_op using errcode = 'insufficient_privilege';
end
$$;
comment on function silversmith.refuse_change() is 'Trigger of the audit trail: refuses UPDATE, DELETE and TRUNCATE';
revoke all on function silversmith.refuse_change() from public;

create trigger audit_event_append_only before update or delete on silversmith.audit_event
  for each row execute function silversmith.refuse_change();
create trigger audit_event_no_truncate before truncate on silversmith.audit_event
  for each statement execute function silversmith.refuse_change();
