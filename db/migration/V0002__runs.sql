-- Runs, steps, their log, watermarks and refreshes: what happened.

-- Letters of every script have a lower case here, also in a database whose locale is C: who is who depends on it.
do $$
begin
  if exists (select from pg_collation where collname = 'und-x-icu') then
    create collation silversmith.person (provider = icu, locale = 'und');
  else
    execute (select format('create collation silversmith.person (provider = libc, lc_collate = %L, lc_ctype = %L)', datcollate, datctype)
               from pg_database where datname = current_database());
  end if;
end
$$;
comment on collation silversmith.person is 'In which names of people compare';

create table silversmith.transformation_run (
  id                  uuid primary key,
  number              bigint generated always as identity unique,
  idempotency_key     text not null unique check (char_length(idempotency_key) between 1 and 255),
  request_fingerprint text not null,
  mode                text not null check (mode in ('incremental', 'full')),
  transaction_scope   text not null check (transaction_scope in ('per_procedure', 'per_group')),
  status              text not null check (status in ('pending_approval', 'queued', 'running', 'cancelling', 'succeeded',
                                                      'failed', 'cancelled', 'rejected', 'expired')),
  trigger             text not null default 'api' check (trigger in ('api', 'console', 'schedule', 'refresh', 'import')),
  selection           text not null default '',
  exclusion           text not null default '',
  parameters          jsonb not null default '{}',
  max_parallel        integer not null check (max_parallel >= 1),
  on_failure          text not null default 'continue' check (on_failure in ('continue', 'stop')),
  on_overlap          text not null default 'queue' check (on_overlap in ('queue', 'reject')),
  dry_run             boolean not null default false,
  business_date       date,
  time_zone           text,
  requested_by        text not null check (btrim(requested_by) <> ''),
  requested_at        timestamptz not null default clock_timestamp(),
  confirmed           boolean not null default false,
  reason              text,
  approver            text,
  decided_at          timestamptz,
  decision            text check (decision in ('approve', 'reject')),
  decision_reason     text,
  expires_at          timestamptz,
  plan                jsonb,
  plan_fingerprint    text,
  job_xml             text,
  batch_instance_id   bigint,
  batch_execution_id  bigint,
  owner_server        text,
  lease_until         timestamptz,
  cancel_requested_by text,
  cancel_requested_at timestamptz,
  started_at          timestamptz,
  finished_at         timestamptz,
  rows_affected       bigint,
  imported            boolean not null default false,
  error               text,
  check (started_at is not null or status not in ('running', 'succeeded', 'failed') or imported),
  check ((finished_at is not null) = (status in ('succeeded', 'failed', 'cancelled', 'rejected', 'expired'))),
  constraint imported_runs_are_history check (
    not imported or (status in ('succeeded', 'failed', 'cancelled') and batch_instance_id is null and batch_execution_id is null)),
  -- Who is who does not depend on case, surrounding blanks or the Unicode form in which a name was typed.
  constraint full_refresh_needs_a_second_person check (
    mode = 'incremental'
    or status in ('pending_approval', 'rejected', 'expired', 'cancelled')
    or imported
    or coalesce(
      confirmed
      and btrim(normalize(reason, NFKC), E' \t\n\x0B\f\r') <> ''
      and decision = 'approve'
      and btrim(normalize(approver, NFKC), E' \t\n\x0B\f\r') <> ''
      and lower(btrim(normalize(approver, NFKC), E' \t\n\x0B\f\r') collate silversmith.person)
          <> lower(btrim(normalize(requested_by, NFKC), E' \t\n\x0B\f\r') collate silversmith.person),
      false))
);
create index transformation_run_status on silversmith.transformation_run (status, started_at);
create index transformation_run_requested on silversmith.transformation_run (requested_at desc, id desc);
comment on table silversmith.transformation_run is 'One execution of a plan, one batch job instance';
comment on column silversmith.transformation_run.id is 'Time-ordered id';
comment on column silversmith.transformation_run.number is 'Short number for people';
comment on column silversmith.transformation_run.idempotency_key is 'One run per key';
comment on column silversmith.transformation_run.request_fingerprint is 'SHA-256 of the request after parsing and defaults';
comment on column silversmith.transformation_run.mode is 'incremental or full';
comment on column silversmith.transformation_run.transaction_scope is 'per_procedure or per_group';
comment on column silversmith.transformation_run.status is 'Where the run stands';
comment on column silversmith.transformation_run.trigger is 'What made the request';
comment on column silversmith.transformation_run.selection is 'Selection expression; empty for every enabled procedure';
comment on column silversmith.transformation_run.exclusion is 'Subtracted from the selection';
comment on column silversmith.transformation_run.parameters is 'Overridden values by procedure and parameter';
comment on column silversmith.transformation_run.max_parallel is 'Most lanes of a stage';
comment on column silversmith.transformation_run.on_failure is 'continue: independent procedures go on; stop: nothing new starts';
comment on column silversmith.transformation_run.on_overlap is 'queue behind, or be rejected by, a run that shares a procedure';
comment on column silversmith.transformation_run.dry_run is 'Executed and rolled back';
comment on column silversmith.transformation_run.business_date is 'The day that the run is about';
comment on column silversmith.transformation_run.time_zone is 'Zone of the business date';
comment on column silversmith.transformation_run.requested_by is 'Who asked';
comment on column silversmith.transformation_run.requested_at is 'When';
comment on column silversmith.transformation_run.confirmed is 'The requester confirmed the full refresh';
comment on column silversmith.transformation_run.reason is 'Why a full refresh is wanted';
comment on column silversmith.transformation_run.approver is 'The second person';
comment on column silversmith.transformation_run.decided_at is 'When the second person decided';
comment on column silversmith.transformation_run.decision is 'approve or reject';
comment on column silversmith.transformation_run.decision_reason is 'Why the second person decided so';
comment on column silversmith.transformation_run.expires_at is 'An approval is not valid afterwards';
comment on column silversmith.transformation_run.plan is 'The plan, whole';
comment on column silversmith.transformation_run.plan_fingerprint is 'SHA-256 over all that decides what will execute';
comment on column silversmith.transformation_run.job_xml is 'The generated batch job';
comment on column silversmith.transformation_run.batch_instance_id is 'Instance in the batch repository';
comment on column silversmith.transformation_run.batch_execution_id is 'Latest execution in the batch repository';
comment on column silversmith.transformation_run.owner_server is 'The server that executes it';
comment on column silversmith.transformation_run.lease_until is 'The owner is alive until then, by the database''s clock';
comment on column silversmith.transformation_run.cancel_requested_by is 'Who cancelled';
comment on column silversmith.transformation_run.cancel_requested_at is 'When it was cancelled';
comment on column silversmith.transformation_run.started_at is 'First admission';
comment on column silversmith.transformation_run.finished_at is 'End';
comment on column silversmith.transformation_run.rows_affected is 'Sum over the succeeded steps; null where nothing was measured';
comment on column silversmith.transformation_run.imported is 'History loaded from elsewhere';
comment on column silversmith.transformation_run.error is 'Why the run as a whole did not succeed';

create table silversmith.transformation_step (
  id                  uuid primary key,
  run_id              uuid not null references silversmith.transformation_run on delete cascade,
  procedure_id        uuid not null references silversmith.transformation_procedure on delete restrict,
  attempt_no          integer not null default 1 check (attempt_no >= 1),
  kind                text not null check (kind in ('dimension', 'fact', 'other')),
  unit                text not null,
  stage               integer not null check (stage >= 1),
  ordinal             integer not null,
  parent_ids          uuid[] not null default '{}',
  lane                integer,
  status              text not null default 'pending' check (status in ('pending', 'running', 'succeeded', 'failed', 'skipped',
                                                                        'rolled_back', 'interrupted', 'cancelled')),
  token_hash          bytea,
  owner_server        text,
  started_at          timestamptz,
  finished_at         timestamptz,
  duration_ms         bigint check (duration_ms >= 0),
  rows_affected       bigint,
  rows_inserted       bigint,
  rows_updated        bigint,
  rows_deleted        bigint,
  rows_reported       bigint,
  table_stats         jsonb,
  parameters          jsonb not null default '[]',
  dependency_snapshot jsonb not null default '[]',
  sql_executed        text,
  watermark_before    text,
  watermark_after     text,
  warning_count       integer not null default 0,
  backend_pid         integer,
  backend_start       timestamptz,
  transaction_id      xid8,
  sql_state           text,
  error_message       text,
  error_detail        text,
  error_hint          text,
  error_context       text,
  error_position      integer,
  retryable           boolean,
  skipped_because     text,
  unique (run_id, procedure_id, attempt_no),
  check (status <> 'running' or (started_at is not null and finished_at is null)),
  check (status not in ('succeeded', 'failed', 'rolled_back', 'interrupted') or (started_at is not null and finished_at is not null)),
  check (status <> 'skipped' or skipped_because is not null)
);
create unique index transformation_step_one_success on silversmith.transformation_step (run_id, procedure_id) where status = 'succeeded';
create index transformation_step_run_status on silversmith.transformation_step (run_id, status, started_at);
create index transformation_step_open_dimensions on silversmith.transformation_step (run_id)
  where kind = 'dimension' and status in ('pending', 'running');
create index transformation_step_finished on silversmith.transformation_step (finished_at);
create index transformation_step_failed on silversmith.transformation_step (finished_at) where status = 'failed';
create index transformation_step_procedure on silversmith.transformation_step (procedure_id, finished_at desc);
create index transformation_step_parameters on silversmith.transformation_step using gin (parameters);
create index transformation_step_dependencies on silversmith.transformation_step using gin (dependency_snapshot);
comment on table silversmith.transformation_step is 'One procedure in a run, one row per attempt';
comment on column silversmith.transformation_step.id is 'Time-ordered id; names the advisory lock of its transaction';
comment on column silversmith.transformation_step.run_id is 'The run';
comment on column silversmith.transformation_step.procedure_id is 'The procedure';
comment on column silversmith.transformation_step.attempt_no is 'From 1; a retry or a resume makes the next one';
comment on column silversmith.transformation_step.kind is 'Kind at planning';
comment on column silversmith.transformation_step.unit is 'Name of the unit whose transaction it shares';
comment on column silversmith.transformation_step.stage is 'Stage of the plan, from 1';
comment on column silversmith.transformation_step.ordinal is 'Place in the plan''s order, from 1';
comment on column silversmith.transformation_step.parent_ids is 'Procedures of this run that must have succeeded';
comment on column silversmith.transformation_step.lane is 'The worker, from 1';
comment on column silversmith.transformation_step.status is 'Where the attempt stands';
comment on column silversmith.transformation_step.token_hash is 'SHA-256 of the attempt''s token, which only the engine knows; of a group the first member''s';
comment on column silversmith.transformation_step.owner_server is 'The server that executes it';
comment on column silversmith.transformation_step.started_at is 'Claim, by the database''s clock, after the commit of its parents';
comment on column silversmith.transformation_step.finished_at is 'Record of the outcome, by the database''s clock';
comment on column silversmith.transformation_step.duration_ms is 'From start to finish in milliseconds';
comment on column silversmith.transformation_step.rows_affected is 'Inserted, updated and deleted; null where not measured';
comment on column silversmith.transformation_step.rows_inserted is 'Rows inserted into permanent tables';
comment on column silversmith.transformation_step.rows_updated is 'Rows updated in permanent tables';
comment on column silversmith.transformation_step.rows_deleted is 'Rows deleted from permanent tables';
comment on column silversmith.transformation_step.rows_reported is 'The count that the procedure itself reported';
comment on column silversmith.transformation_step.table_stats is 'Per table: read, inserted, updated, deleted, truncated';
comment on column silversmith.transformation_step.parameters is 'Values bound, with their source';
comment on column silversmith.transformation_step.dependency_snapshot is 'State of the parents at the start';
comment on column silversmith.transformation_step.sql_executed is 'The statement, with placeholders';
comment on column silversmith.transformation_step.watermark_before is 'Watermark at the start';
comment on column silversmith.transformation_step.watermark_after is 'Watermark after success';
comment on column silversmith.transformation_step.warning_count is 'Messages of level WARNING';
comment on column silversmith.transformation_step.backend_pid is 'Process of the session';
comment on column silversmith.transformation_step.backend_start is 'Start of that process, so that a reused pid is recognised';
comment on column silversmith.transformation_step.transaction_id is 'The transaction that committed effects and success';
comment on column silversmith.transformation_step.sql_state is 'SQLSTATE of the failure';
comment on column silversmith.transformation_step.error_message is 'Message of the failure';
comment on column silversmith.transformation_step.error_detail is 'Detail of the failure';
comment on column silversmith.transformation_step.error_hint is 'Hint of the failure';
comment on column silversmith.transformation_step.error_context is 'Call stack of the failure';
comment on column silversmith.transformation_step.error_position is 'Position in the statement';
comment on column silversmith.transformation_step.retryable is 'The failure is of a transient class';
comment on column silversmith.transformation_step.skipped_because is 'Which ancestor failed, or run_stopped';

-- Rows of one month each; the primary key must hold the partition key.
create table silversmith.transformation_step_log (
  id      uuid not null default gen_random_uuid(),
  step_id uuid not null references silversmith.transformation_step on delete cascade,
  run_id  uuid not null,
  line    bigint not null,
  ts      timestamptz not null default clock_timestamp(),
  level   text not null check (level in ('debug', 'log', 'info', 'notice', 'warning', 'error')),
  event   text not null,
  message text not null,
  payload jsonb,
  primary key (id, ts)
) partition by range (ts);
create index transformation_step_log_step on silversmith.transformation_step_log (step_id, line);
comment on table silversmith.transformation_step_log is 'Structured log of steps: messages of the procedure and events of the engine';
comment on column silversmith.transformation_step_log.id is 'Id';
comment on column silversmith.transformation_step_log.step_id is 'The attempt';
comment on column silversmith.transformation_step_log.run_id is 'The run';
comment on column silversmith.transformation_step_log.line is 'Order within the attempt, from 1';
comment on column silversmith.transformation_step_log.ts is 'When the line was written, by the database''s clock';
comment on column silversmith.transformation_step_log.level is 'Level of the message';
comment on column silversmith.transformation_step_log.event is 'message for the procedure''s own words, else the engine''s event';
comment on column silversmith.transformation_step_log.message is 'Text, stored as it came';
comment on column silversmith.transformation_step_log.payload is 'Further fields: SQLSTATE, detail, hint, context';

create table silversmith.transformation_watermark (
  id                  uuid primary key,
  procedure_id        uuid not null unique references silversmith.transformation_procedure on delete restrict,
  data_type           text not null check (data_type in ('timestamptz', 'bigint', 'xid8', 'text')),
  value               text,
  initial_value       text,
  upper_bound_sql     text,
  out_parameter       text,
  lookback            text,
  lower_inclusive     boolean not null default false,
  upper_inclusive     boolean not null default true,
  safe_horizon        boolean not null default false,
  advanced_by_step_id uuid references silversmith.transformation_step on delete set null,
  advanced_at         timestamptz,
  created_at          timestamptz not null default clock_timestamp(),
  updated_at          timestamptz not null default clock_timestamp(),
  updated_by          text not null,
  version             bigint not null default 0
);
create index transformation_watermark_step on silversmith.transformation_watermark (advanced_by_step_id);
comment on table silversmith.transformation_watermark is 'Incremental cursors: where the last successful load ended';
comment on column silversmith.transformation_watermark.id is 'Time-ordered id';
comment on column silversmith.transformation_watermark.procedure_id is 'The procedure';
comment on column silversmith.transformation_watermark.data_type is 'In which values compare';
comment on column silversmith.transformation_watermark.value is 'The cursor; null before the first load';
comment on column silversmith.transformation_watermark.initial_value is 'Where the first load begins, and a full one';
comment on column silversmith.transformation_watermark.upper_bound_sql is 'Query for the new value';
comment on column silversmith.transformation_watermark.out_parameter is 'OUT parameter with the new value';
comment on column silversmith.transformation_watermark.lookback is 'Subtracted from the lower bound';
comment on column silversmith.transformation_watermark.lower_inclusive is 'The lower bound belongs to the window';
comment on column silversmith.transformation_watermark.upper_inclusive is 'The upper bound belongs to the window';
comment on column silversmith.transformation_watermark.safe_horizon is 'Never steps over transactions still in flight';
comment on column silversmith.transformation_watermark.advanced_by_step_id is 'The attempt that moved it last';
comment on column silversmith.transformation_watermark.advanced_at is 'When it moved last';
comment on column silversmith.transformation_watermark.created_at is 'When the row was made';
comment on column silversmith.transformation_watermark.updated_at is 'When the row last changed';
comment on column silversmith.transformation_watermark.updated_by is 'Who changed the row last';
comment on column silversmith.transformation_watermark.version is 'Optimistic lock';

create table silversmith.refresh_execution (
  id                uuid primary key,
  run_id            uuid not null references silversmith.transformation_run on delete cascade,
  refresh_target_id uuid not null references silversmith.refresh_target on delete restrict,
  attempt_no        integer not null default 1 check (attempt_no >= 1),
  trigger           text not null check (trigger in ('success', 'always')),
  status            text not null default 'pending' check (status in ('pending', 'running', 'succeeded', 'failed', 'skipped',
                                                                      'rolled_back', 'interrupted', 'cancelled')),
  token_hash        bytea,
  owner_server      text,
  lane              integer,
  backend_pid       integer,
  backend_start     timestamptz,
  started_at        timestamptz,
  finished_at       timestamptz,
  duration_ms       bigint check (duration_ms >= 0),
  "concurrently"      boolean,
  note              text,
  sql_state         text,
  error_message     text,
  error_detail      text,
  error_hint        text,
  error_context     text,
  skipped_because   text,
  unique (run_id, refresh_target_id, attempt_no)
);
create unique index refresh_execution_one_success on silversmith.refresh_execution (run_id, refresh_target_id) where status = 'succeeded';
create index refresh_execution_target on silversmith.refresh_execution (refresh_target_id, finished_at desc);
comment on table silversmith.refresh_execution is 'One attempt of one refresh in a run';
comment on column silversmith.refresh_execution.id is 'Time-ordered id';
comment on column silversmith.refresh_execution.run_id is 'The run';
comment on column silversmith.refresh_execution.refresh_target_id is 'The view';
comment on column silversmith.refresh_execution.attempt_no is 'From 1';
comment on column silversmith.refresh_execution.trigger is 'success or always';
comment on column silversmith.refresh_execution.status is 'Where the attempt stands';
comment on column silversmith.refresh_execution.token_hash is 'SHA-256 of the attempt''s token';
comment on column silversmith.refresh_execution.owner_server is 'The server that executes it';
comment on column silversmith.refresh_execution.lane is 'The worker';
comment on column silversmith.refresh_execution.backend_pid is 'Process of the session';
comment on column silversmith.refresh_execution.backend_start is 'Start of that process';
comment on column silversmith.refresh_execution.started_at is 'Claim';
comment on column silversmith.refresh_execution.finished_at is 'Record of the outcome';
comment on column silversmith.refresh_execution.duration_ms is 'From start to finish in milliseconds';
comment on column silversmith.refresh_execution."concurrently" is 'Whether readers went on';
comment on column silversmith.refresh_execution.note is 'For people, for example why not concurrently';
comment on column silversmith.refresh_execution.sql_state is 'SQLSTATE of the failure';
comment on column silversmith.refresh_execution.error_message is 'Message of the failure';
comment on column silversmith.refresh_execution.error_detail is 'Detail of the failure';
comment on column silversmith.refresh_execution.error_hint is 'Hint of the failure';
comment on column silversmith.refresh_execution.error_context is 'Call stack of the failure';
comment on column silversmith.refresh_execution.skipped_because is 'Why it was not refreshed';

create table silversmith.run_event (
  id      uuid primary key,
  run_id  uuid not null references silversmith.transformation_run on delete cascade,
  seq     bigint not null,
  at      timestamptz not null default clock_timestamp(),
  kind    text not null,
  payload jsonb not null default '{}',
  unique (run_id, seq)
);
comment on table silversmith.run_event is 'What changed, for live pages';
comment on column silversmith.run_event.id is 'Time-ordered id';
comment on column silversmith.run_event.run_id is 'The run';
comment on column silversmith.run_event.seq is 'Order within the run';
comment on column silversmith.run_event.at is 'When';
comment on column silversmith.run_event.kind is 'What kind of change';
comment on column silversmith.run_event.payload is 'The change';

create table silversmith.schedule (
  id            uuid primary key,
  name          text not null unique check (name <> ''),
  cron          text not null,
  time_zone     text not null,
  request       jsonb not null,
  enabled       boolean not null default true,
  missed_policy text not null default 'skip' check (missed_policy in ('skip', 'once')),
  next_fire_at  timestamptz,
  created_at    timestamptz not null default clock_timestamp(),
  updated_at    timestamptz not null default clock_timestamp(),
  updated_by    text not null,
  version       bigint not null default 0
);
comment on table silversmith.schedule is 'When a request is made by itself';
comment on column silversmith.schedule.id is 'Time-ordered id';
comment on column silversmith.schedule.name is 'Unique name';
comment on column silversmith.schedule.cron is 'Cron expression';
comment on column silversmith.schedule.time_zone is 'Zone of the expression';
comment on column silversmith.schedule.request is 'The request';
comment on column silversmith.schedule.enabled is 'A disabled schedule does not fire';
comment on column silversmith.schedule.missed_policy is 'What happens to fire times that passed while no server was up';
comment on column silversmith.schedule.next_fire_at is 'Next fire time';
comment on column silversmith.schedule.created_at is 'When the row was made';
comment on column silversmith.schedule.updated_at is 'When the row last changed';
comment on column silversmith.schedule.updated_by is 'Who changed the row last';
comment on column silversmith.schedule.version is 'Optimistic lock';

create table silversmith.server_instance (
  id           uuid primary key,
  server_id    text not null unique check (server_id <> ''),
  started_at   timestamptz not null default clock_timestamp(),
  heartbeat_at timestamptz not null default clock_timestamp(),
  version      text not null
);
comment on table silversmith.server_instance is 'Which servers are alive';
comment on column silversmith.server_instance.id is 'Id of this start of the server';
comment on column silversmith.server_instance.server_id is 'Unique name of the server';
comment on column silversmith.server_instance.started_at is 'Start, by the database''s clock';
comment on column silversmith.server_instance.heartbeat_at is 'Last sign of life, by the database''s clock';
comment on column silversmith.server_instance.version is 'Version of the product';
