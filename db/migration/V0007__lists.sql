-- What the lists of runs and steps need to answer any filter in one short walk along an index, however many rows there are.

-- The axis of the list of steps. It is stored, not computed in the index: only of stored columns can an index answer without the table.
alter table silversmith.transformation_step
  add column began_at timestamptz not null generated always as (coalesce(started_at, finished_at, timestamptz 'infinity')) stored;
comment on column silversmith.transformation_step.began_at is
  'Place in the list of steps: start, or end of an attempt that never started; infinity while it waits';

-- Each list is a merge of walks along one of these, one per procedure, status or SQLSTATE: within each the newest come first, so that
-- a page reads no more rows than it has, times the number of walks. The first two grow with each attempt, the last two with failures only.
create index transformation_step_by_status on silversmith.transformation_step (status, began_at, id);
create index transformation_step_by_procedure on silversmith.transformation_step (procedure_id, status, began_at, id);
create index transformation_step_by_sql_state on silversmith.transformation_step (sql_state collate "C", began_at, id)
  where status = 'failed';
create index transformation_step_by_procedure_sql_state on silversmith.transformation_step (procedure_id, sql_state collate "C", began_at, id)
  where status = 'failed';
-- Later attempts are few: with them the statuses of last attempts are counted without a look at each attempt's successor.
create index transformation_step_later_attempt on silversmith.transformation_step (run_id, procedure_id, attempt_no) where attempt_no > 1;
