-- Runs go by age; how old they have to be is one of the limits that the database itself enforces.

alter table silversmith.policy
  add column run_retention_ms bigint not null default 400 * 86400000::bigint check (run_retention_ms > 0);
comment on column silversmith.policy.run_retention_ms is
  'A run that ended longer ago than this may be purged, in milliseconds';

create index transformation_run_finished on silversmith.transformation_run (finished_at) where finished_at is not null;
-- The last success of a procedure or of a view, however many there were before and failures since.
create index transformation_step_success on silversmith.transformation_step (procedure_id, finished_at desc, id desc) where status = 'succeeded';
create index refresh_execution_success on silversmith.refresh_execution (refresh_target_id, finished_at desc, id desc) where status = 'succeeded';
