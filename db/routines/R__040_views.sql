-- Views for people and scrapers.

drop view if exists silversmith.v_run, silversmith.v_step, silversmith.v_procedure_metrics, silversmith.v_failure,
  silversmith.v_watermark, silversmith.v_freshness, silversmith.v_runnable, silversmith.v_queue;

create view silversmith.v_run as
select r.id, r.number, r.status, r.mode, r.transaction_scope, r.trigger, r.selection, r.exclusion, r.dry_run, r.requested_by,
       r.requested_at, r.approver, r.decided_at, r.started_at, r.finished_at,
       round(extract(epoch from coalesce(r.finished_at, clock_timestamp()) - r.started_at) * 1000)::bigint as duration_ms,
       r.rows_affected, r.imported, r.error, c.*
  from silversmith.transformation_run r
  left join lateral (
    select count(*) as steps,
           count(*) filter (where s.status = 'succeeded') as steps_succeeded,
           count(*) filter (where s.status = 'failed') as steps_failed,
           count(*) filter (where s.status in ('pending', 'running')) as steps_open
      from (select distinct on (a.procedure_id) a.status
              from silversmith.transformation_step a
             where a.run_id = r.id
             order by a.procedure_id, a.attempt_no desc) s
  ) c on true;
comment on view silversmith.v_run is 'Runs with the number of their steps by last attempt';

create view silversmith.v_step as
select s.id, s.run_id, r.number as run_number, quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) as procedure,
       r.mode, s.kind, s.unit, s.stage, s.attempt_no, s.status, s.lane, s.started_at, s.finished_at, s.duration_ms, s.rows_affected,
       s.rows_inserted, s.rows_updated, s.rows_deleted, s.warning_count, s.watermark_before, s.watermark_after, s.sql_state,
       s.error_message, s.skipped_because
  from silversmith.transformation_step s
  join silversmith.transformation_run r on r.id = s.run_id
  join silversmith.transformation_procedure p on p.id = s.procedure_id;
comment on view silversmith.v_step is 'Attempts of procedures in runs';

create view silversmith.v_procedure_metrics as
select quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) as procedure, r.mode,
       (s.finished_at at time zone 'UTC')::date as day,
       count(*) filter (where s.status = 'succeeded') as succeeded,
       count(*) filter (where s.status = 'failed') as failed,
       sum(s.duration_ms) filter (where s.status = 'succeeded') as duration_ms_sum,
       percentile_cont(0.5) within group (order by s.duration_ms) filter (where s.status = 'succeeded') as duration_ms_median,
       percentile_cont(0.95) within group (order by s.duration_ms) filter (where s.status = 'succeeded') as duration_ms_p95,
       max(s.duration_ms) filter (where s.status = 'succeeded') as duration_ms_max,
       sum(s.rows_inserted) as rows_inserted, sum(s.rows_updated) as rows_updated, sum(s.rows_deleted) as rows_deleted
  from silversmith.transformation_step s
  join silversmith.transformation_run r on r.id = s.run_id
  join silversmith.transformation_procedure p on p.id = s.procedure_id
 where s.status in ('succeeded', 'failed') and not r.dry_run
 group by 1, 2, 3;
comment on view silversmith.v_procedure_metrics is
  'Durations of successes in milliseconds, rows and failures by procedure, mode and UTC day, exactly, of the runs that are kept';

create view silversmith.v_failure as
select s.id, s.run_id, r.number as run_number, quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) as procedure,
       r.mode, s.unit, s.attempt_no, s.finished_at, s.sql_state, s.error_message, s.error_detail, s.error_hint, s.error_context, s.retryable
  from silversmith.transformation_step s
  join silversmith.transformation_run r on r.id = s.run_id
  join silversmith.transformation_procedure p on p.id = s.procedure_id
 where s.status = 'failed';
comment on view silversmith.v_failure is 'Failed attempts with their error';

create view silversmith.v_watermark as
select quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) as procedure, w.data_type, w.value, w.initial_value,
       w.lookback, w.advanced_at, s.run_id as advanced_by_run_id, w.declared
  from silversmith.transformation_watermark w
  join silversmith.transformation_procedure p on p.id = w.procedure_id
  left join silversmith.transformation_step s on s.id = w.advanced_by_step_id;
comment on view silversmith.v_watermark is 'Watermarks and what moved them last';

create view silversmith.v_freshness as
select quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) as procedure, p.owner, l.finished_at as last_success_at,
       p.freshness_limit_ms * interval '1 millisecond' as freshness_limit,
       coalesce(l.finished_at < clock_timestamp() - p.freshness_limit_ms * interval '1 millisecond', true) as stale
  from silversmith.transformation_procedure p
  left join lateral (
    select s.finished_at
      from silversmith.transformation_step s
      join silversmith.transformation_run r on r.id = s.run_id
     where s.procedure_id = p.id
       and s.status = 'succeeded'
       and not r.dry_run
     order by s.finished_at desc
     limit 1
  ) l on true
 where p.enabled
   and p.freshness_limit_ms is not null;
comment on view silversmith.v_freshness is 'Enabled procedures with a freshness limit: stale when the last success is older, or there was none';

create view silversmith.v_runnable as
with latest as (
  select distinct on (s.run_id, s.procedure_id) s.*
    from silversmith.transformation_step s
    join silversmith.transformation_run r on r.id = s.run_id and r.status = 'running'
   order by s.run_id, s.procedure_id, s.attempt_no desc
)
select l.run_id, l.id as step_id, quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) as procedure, l.unit, l.stage
  from latest l
  join silversmith.transformation_procedure p on p.id = l.procedure_id
 where l.status = 'pending'
   and not exists (select from latest parent
                    where parent.run_id = l.run_id
                      and parent.procedure_id = any (l.parent_ids)
                      and parent.status <> 'succeeded')
   and not (l.kind = 'fact' and exists (select from latest d
                                         where d.run_id = l.run_id
                                           and d.kind = 'dimension'
                                           and d.unit <> l.unit
                                           and d.status in ('pending', 'running')));
comment on view silversmith.v_runnable is 'The runnable set of each running run: pending, every parent''s latest attempt succeeded, barrier passed';

-- Of runs that share a procedure the active one goes first, then the oldest. Only open runs are looked at, each by its own steps: the
-- history of a procedure may be as long as it likes.
create view silversmith.v_queue as
with open as materialized (
  select r.id, r.number, r.status = 'queued' as queued
    from silversmith.transformation_run r
   where r.status in ('queued', 'running', 'cancelling')
), claim as materialized (
  select o.id, o.number, o.queued, s.procedure_id
    from open o
   cross join lateral (select s.procedure_id
                         from silversmith.transformation_step s
                        where s.run_id = o.id
                       offset 0) s -- keeps the planner from reading all steps there ever were
   where exists (select from open where queued) -- mostly nobody waits
), line as (
  select c.procedure_id, min(c.number) filter (where not c.queued) as active, min(c.number) filter (where c.queued) as oldest
    from claim c
   group by c.procedure_id
)
select q.id as run_id, q.number, coalesce(min(l.active), min(l.oldest) filter (where l.oldest < q.number)) as waiting_for
  from open q
  left join claim c on c.id = q.id
  left join line l on l.procedure_id = c.procedure_id
 where q.queued
 group by q.id, q.number;
comment on view silversmith.v_queue is
  'Queued runs, and the number of the run that has to end before; null when nothing but a free lane is missing';
