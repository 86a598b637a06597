-- What a request may say of its run, and keys that stay known when their run is gone.

alter table silversmith.transformation_run
  add column timeout_ms bigint check (timeout_ms > 0);
comment on column silversmith.transformation_run.timeout_ms is
  'The run is ended when it takes longer, from its start, in milliseconds; null for no limit';

-- Its rows stay when runs are deleted by age: a key that was used once never makes a second run.
create table silversmith.idempotency_key (
  id                  uuid primary key,
  idempotency_key     text not null unique,
  run_number          bigint not null,
  request_fingerprint text not null,
  requested_by        text not null,
  created_at          timestamptz not null default clock_timestamp(),
  unique (id, idempotency_key)
);
comment on table silversmith.idempotency_key is 'Every idempotency key that made a run; stays when the run is deleted';
comment on column silversmith.idempotency_key.id is 'Id of the run that it made';
comment on column silversmith.idempotency_key.idempotency_key is 'The key';
comment on column silversmith.idempotency_key.run_number is 'Number of the run that it made';
comment on column silversmith.idempotency_key.request_fingerprint is 'SHA-256 of the request after parsing and defaults';
comment on column silversmith.idempotency_key.requested_by is 'Who asked';
comment on column silversmith.idempotency_key.created_at is 'When it was used, by the database''s clock';

insert into silversmith.idempotency_key (id, idempotency_key, run_number, request_fingerprint, requested_by, created_at)
select id, idempotency_key, number, request_fingerprint, requested_by, requested_at
  from silversmith.transformation_run;

-- A concurrent twin is waited for here. A key that is spent is left alone: then the unique key of the run, or when that run is gone the
-- foreign key, refuses the new one.
create function silversmith.spend_key() returns trigger language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp as $$
begin
  insert into idempotency_key (id, idempotency_key, run_number, request_fingerprint, requested_by)
  values (new.id, new.idempotency_key, new.number, new.request_fingerprint, new.requested_by)
  on conflict do nothing;
  return new;
end
$$;
comment on function silversmith.spend_key() is 'Trigger of new runs: remembers the idempotency key for ever';
revoke all on function silversmith.spend_key() from public;

create trigger transformation_run_spends_key before insert on silversmith.transformation_run
  for each row execute function silversmith.spend_key();
create index transformation_run_key on silversmith.transformation_run (id, idempotency_key);
alter table silversmith.transformation_run
  add constraint one_run_per_key_for_ever foreign key (id, idempotency_key) references silversmith.idempotency_key (id, idempotency_key);
