-- Refreshes are executed: what they wait for, and how long they may take.

alter table silversmith.refresh_target
  add column statement_timeout_ms bigint check (statement_timeout_ms between 1 and 2147483647),
  add column lock_timeout_ms bigint not null default 300000 check (lock_timeout_ms between 1 and 2147483647);
comment on column silversmith.refresh_target.statement_timeout_ms is 'Longest a refresh may take in milliseconds; null for no limit';
comment on column silversmith.refresh_target.lock_timeout_ms is 'Longest a refresh waits for a lock in milliseconds';

alter table silversmith.refresh_execution
  add column stage integer not null default 1 check (stage >= 1),
  add column ordinal integer not null default 1 check (ordinal >= 1),
  add column procedure_ids uuid[] not null default '{}',
  add column earlier_ids uuid[] not null default '{}',
  add column read_ids uuid[] not null default '{}',
  add column retryable boolean;
comment on column silversmith.refresh_execution.stage is 'Stage of the plan, from 1';
comment on column silversmith.refresh_execution.ordinal is 'Place in the plan''s order, from 1';
comment on column silversmith.refresh_execution.procedure_ids is 'Procedures of this run that must have ended; none if a person asked for this refresh alone';
comment on column silversmith.refresh_execution.earlier_ids is 'Refresh targets of this run whose refresh must have ended';
comment on column silversmith.refresh_execution.read_ids is 'Refresh targets of this run that the view reads: when they are refreshed again, so is it';
comment on column silversmith.refresh_execution.retryable is 'Whether the failure may pass by itself';

-- A resume makes a refresh again whose procedures have then run again.
drop index silversmith.refresh_execution_one_success;
create index refresh_execution_status on silversmith.refresh_execution (run_id, status);
