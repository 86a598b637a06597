-- What is counted, and how the counts are added up: see V0016.

-- Names are quoted as they always are, whatever a procedure has set for its session: these run within its transaction.
create or replace function silversmith.count_run() returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
begin
  if not new.dry_run then
    insert into metric_delta (subject, mode, status, ended_at, imported)
    values ('run', new.mode, new.status, coalesce(new.finished_at, clock_timestamp()), new.imported);
  end if;
  return null;
end
$$;
comment on function silversmith.count_run() is 'Trigger of runs: notes each end for the metrics';

create or replace function silversmith.count_step() returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
  set quote_all_identifiers = off
as $$
begin
  insert into metric_delta (subject, name, mode, status, ended_at, duration_ms, rows_inserted, rows_updated, rows_deleted,
                            sqlstate_class, imported)
  select 'step', quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name), r.mode, new.status,
         coalesce(new.finished_at, clock_timestamp()), new.duration_ms, new.rows_inserted, new.rows_updated, new.rows_deleted,
         case when new.status = 'failed' then coalesce(nullif(left(new.sql_state, 2), ''), 'none') end, r.imported
    from transformation_run r
   cross join transformation_procedure p
   where r.id = new.run_id
     and p.id = new.procedure_id
     and not r.dry_run;
  return null;
end
$$;
comment on function silversmith.count_step() is 'Trigger of steps: notes each end of an attempt for the metrics';

create or replace function silversmith.count_refresh() returns trigger
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
  set quote_all_identifiers = off
as $$
begin
  insert into metric_delta (subject, name, mode, status, ended_at, duration_ms, imported)
  select 'refresh', quote_ident(t.schema_name) || '.' || quote_ident(t.view_name), r.mode, new.status,
         coalesce(new.finished_at, clock_timestamp()), new.duration_ms, r.imported
    from transformation_run r
   cross join refresh_target t
   where r.id = new.run_id
     and t.id = new.refresh_target_id
     and not r.dry_run;
  return null;
end
$$;
comment on function silversmith.count_refresh() is 'Trigger of refreshes: notes each end of an attempt for the metrics';

-- The triggers come together with what happened before them: while they are made nobody writes, so that nothing is counted twice or not at all.
do $$
begin
  if exists (select from pg_trigger where tgrelid = 'silversmith.transformation_step'::regclass and tgname = 'transformation_step_ended_is_counted') then
    return;
  end if;
  create trigger transformation_run_new_is_counted after insert on silversmith.transformation_run
    for each row when (new.status in ('succeeded', 'failed', 'cancelled', 'rejected', 'expired'))
    execute function silversmith.count_run();
  create trigger transformation_run_ended_is_counted after update of status on silversmith.transformation_run
    for each row when (new.status in ('succeeded', 'failed', 'cancelled', 'rejected', 'expired')
                       and old.status not in ('succeeded', 'failed', 'cancelled', 'rejected', 'expired'))
    execute function silversmith.count_run();
  create trigger transformation_step_new_is_counted after insert on silversmith.transformation_step
    for each row when (new.status not in ('pending', 'running'))
    execute function silversmith.count_step();
  create trigger transformation_step_ended_is_counted after update of status on silversmith.transformation_step
    for each row when (new.status not in ('pending', 'running') and old.status in ('pending', 'running'))
    execute function silversmith.count_step();
  create trigger refresh_execution_new_is_counted after insert on silversmith.refresh_execution
    for each row when (new.status not in ('pending', 'running'))
    execute function silversmith.count_refresh();
  create trigger refresh_execution_ended_is_counted after update of status on silversmith.refresh_execution
    for each row when (new.status not in ('pending', 'running') and old.status in ('pending', 'running'))
    execute function silversmith.count_refresh();

  insert into silversmith.metric_delta (subject, mode, status, ended_at, imported)
  select 'run', mode, status, finished_at, imported
    from silversmith.transformation_run
   where finished_at is not null
     and not dry_run;
  insert into silversmith.metric_delta
    (subject, name, mode, status, ended_at, duration_ms, rows_inserted, rows_updated, rows_deleted, sqlstate_class, imported)
  select 'step', quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name), r.mode, s.status,
         coalesce(s.finished_at, r.finished_at, r.requested_at), s.duration_ms, s.rows_inserted, s.rows_updated, s.rows_deleted,
         case when s.status = 'failed' then coalesce(nullif(left(s.sql_state, 2), ''), 'none') end, r.imported
    from silversmith.transformation_step s
    join silversmith.transformation_run r on r.id = s.run_id
    join silversmith.transformation_procedure p on p.id = s.procedure_id
   where s.status not in ('pending', 'running')
     and not r.dry_run;
  insert into silversmith.metric_delta (subject, name, mode, status, ended_at, duration_ms, imported)
  select 'refresh', quote_ident(t.schema_name) || '.' || quote_ident(t.view_name), r.mode, e.status,
         coalesce(e.finished_at, r.finished_at, r.requested_at), e.duration_ms, r.imported
    from silversmith.refresh_execution e
    join silversmith.transformation_run r on r.id = e.run_id
    join silversmith.refresh_target t on t.id = e.refresh_target_id
   where e.status not in ('pending', 'running')
     and not r.dry_run;
end
$$;

-- The sums with what is not yet in them: exact at any moment.
drop view if exists silversmith.v_metric_run, silversmith.v_metric_step, silversmith.v_metric_failure, silversmith.v_metric_refresh;

create view silversmith.v_metric_run as
select mode, status, sum(ended)::bigint as ended
  from (select mode, status, ended from silversmith.metric_run
         union all
        select mode collate "C", status collate "C", 1 from silversmith.metric_delta where subject = 'run' and not imported) m
 group by mode, status;
comment on view silversmith.v_metric_run is 'How often runs have ended, by mode and status';

create view silversmith.v_metric_step as
select procedure, mode, status, sum(ended)::bigint as ended, sum(duration_ms)::bigint as duration_ms,
       sum(rows_inserted)::bigint as rows_inserted, sum(rows_updated)::bigint as rows_updated, sum(rows_deleted)::bigint as rows_deleted
  from (select procedure, mode, status, ended, duration_ms, rows_inserted, rows_updated, rows_deleted from silversmith.metric_step
         union all
        select name, mode collate "C", status collate "C", 1, coalesce(duration_ms, 0), coalesce(rows_inserted, 0),
               coalesce(rows_updated, 0), coalesce(rows_deleted, 0)
          from silversmith.metric_delta
         where subject = 'step'
           and not imported) m
 group by procedure, mode, status;
comment on view silversmith.v_metric_step is 'Ends of attempts by procedure, mode and status, with the sums of durations and rows';

create view silversmith.v_metric_failure as
select procedure, sqlstate_class, sum(failed)::bigint as failed
  from (select procedure, sqlstate_class, failed from silversmith.metric_failure
         union all
        select name, sqlstate_class collate "C", 1
          from silversmith.metric_delta
         where subject = 'step'
           and sqlstate_class is not null
           and not imported) m
 group by procedure, sqlstate_class;
comment on view silversmith.v_metric_failure is 'Failed attempts by procedure and class of SQLSTATE';

create view silversmith.v_metric_refresh as
select view_name, status, sum(ended)::bigint as ended, sum(duration_ms)::bigint as duration_ms
  from (select view_name, status, ended, duration_ms from silversmith.metric_refresh
         union all
        select name, status collate "C", 1, coalesce(duration_ms, 0)
          from silversmith.metric_delta
         where subject = 'refresh'
           and not imported) m
 group by view_name, status;
comment on view silversmith.v_metric_refresh is 'Ends of attempts of refreshes by view and status';

create or replace function silversmith.fold_metrics(p_most integer) returns integer
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  folded integer;
begin
  -- One server at a time: nobody else changes the sums, so that nobody waits for them.
  if not pg_try_advisory_xact_lock(hashtextextended('silversmith:metrics', 0)) then
    return 0;
  end if;
  with taken as materialized (
    delete from metric_delta where ctid = any (array(select ctid from metric_delta limit p_most)) returning *
  ), step as (
    select *, (ended_at at time zone 'UTC')::date as day, status = 'succeeded' as success from taken where subject = 'step'
  ), runs as (
    insert into metric_run as m (mode, status, ended)
    select mode, status, count(*) from taken where subject = 'run' and not imported group by 1, 2
    on conflict (mode, status) do update set ended = m.ended + excluded.ended
  ), steps as (
    insert into metric_step as m (procedure, mode, status, ended, duration_ms, rows_inserted, rows_updated, rows_deleted)
    select name, mode, status, count(*), coalesce(sum(duration_ms), 0), coalesce(sum(rows_inserted), 0), coalesce(sum(rows_updated), 0),
           coalesce(sum(rows_deleted), 0)
      from step
     where not imported
     group by 1, 2, 3
    on conflict (procedure, mode, status) do update
      set ended = m.ended + excluded.ended,
          duration_ms = m.duration_ms + excluded.duration_ms,
          rows_inserted = m.rows_inserted + excluded.rows_inserted,
          rows_updated = m.rows_updated + excluded.rows_updated,
          rows_deleted = m.rows_deleted + excluded.rows_deleted
  ), failures as (
    insert into metric_failure as m (procedure, sqlstate_class, failed)
    select name, sqlstate_class, count(*) from step where sqlstate_class is not null and not imported group by 1, 2
    on conflict (procedure, sqlstate_class) do update set failed = m.failed + excluded.failed
  ), refreshes as (
    insert into metric_refresh as m (view_name, status, ended, duration_ms)
    select name, status, count(*), coalesce(sum(duration_ms), 0) from taken where subject = 'refresh' and not imported group by 1, 2
    on conflict (view_name, status) do update set ended = m.ended + excluded.ended, duration_ms = m.duration_ms + excluded.duration_ms
  ), days as (
    insert into metric_day as m (day, procedure, mode, succeeded, failed, duration_ms, rows_inserted, rows_updated, rows_deleted)
    select day, name, mode, count(*) filter (where success), count(*) filter (where not success),
           coalesce(sum(duration_ms) filter (where success), 0), coalesce(sum(rows_inserted), 0), coalesce(sum(rows_updated), 0),
           coalesce(sum(rows_deleted), 0)
      from step
     where status in ('succeeded', 'failed')
     group by 1, 2, 3
    on conflict (day, procedure, mode) do update
      set succeeded = m.succeeded + excluded.succeeded,
          failed = m.failed + excluded.failed,
          duration_ms = m.duration_ms + excluded.duration_ms,
          rows_inserted = m.rows_inserted + excluded.rows_inserted,
          rows_updated = m.rows_updated + excluded.rows_updated,
          rows_deleted = m.rows_deleted + excluded.rows_deleted
  ), durations as (
    insert into metric_duration as m (procedure, mode, day, bucket, steps)
    select name, mode, day, ceil(ln(greatest(duration_ms, 1)::double precision) / ln(1.02::double precision / 0.98)), count(*)
      from step
     where success
       and duration_ms is not null
     group by 1, 2, 3, 4
    on conflict (procedure, mode, day, bucket) do update set steps = m.steps + excluded.steps
  ), trends as (
    insert into metric_trend as m (procedure, mode, last_success_at)
    select name, mode, max(ended_at) from step where success group by 1, 2
    on conflict (procedure, mode) do update set last_success_at = greatest(m.last_success_at, excluded.last_success_at), stale = true
  )
  select count(*) into folded from taken;
  perform compute_quantiles((clock_timestamp() at time zone 'UTC')::date);
  return folded;
end
$$;
comment on function silversmith.fold_metrics(integer) is
  'Adds ended runs, steps and refreshes to the sums, at most so many; answers how many: 0 also while another server does it';

-- Of a hundred procedures at a time, those first that have waited longest: a fold is short whatever there is to do.
create or replace function silversmith.compute_quantiles(p_today date) returns void
  language plpgsql
  set search_path = pg_catalog, silversmith, pg_temp
as $$
begin
  if exists (select from metric_trend where computed_on < p_today) then
    delete from metric_duration where day < p_today - 400;
  end if;
  with picked as materialized (
    select id, procedure, mode from metric_trend where stale or computed_on < p_today order by computed_at nulls first limit 100
  ), sketch as (
    select p.id, d.bucket, sum(d.steps) as steps
      from picked p
      join metric_duration d on d.procedure = p.procedure and d.mode = p.mode and d.day > p_today - 30
     group by p.id, d.bucket
  ), ranked as (
    select id, 2 * power(1.02::double precision / 0.98, bucket) / (1.02::double precision / 0.98 + 1) as ms,
           sum(steps) over (partition by id order by bucket) as up_to, sum(steps) over (partition by id) as total
      from sketch
  ), quantile as (
    select id, min(ms) filter (where up_to >= 0.5 * total) as p50, min(ms) filter (where up_to >= 0.95 * total) as p95,
           min(ms) filter (where up_to >= 0.99 * total) as p99
      from ranked
     group by id
  )
  update metric_trend t
     set p50_ms = round(q.p50), p95_ms = round(q.p95), p99_ms = round(q.p99), stale = false, computed_on = p_today,
         computed_at = clock_timestamp()
    from picked p
    left join quantile q on q.id = p.id
   where t.id = p.id;
end
$$;
comment on function silversmith.compute_quantiles(date) is 'Computes the quantiles of the 30 days up to this one where attempts have ended since, or a day has';

revoke all on function silversmith.count_run() from public;
revoke all on function silversmith.count_step() from public;
revoke all on function silversmith.count_refresh() from public;
revoke all on function silversmith.compute_quantiles(date) from public;
revoke all on function silversmith.fold_metrics(integer) from public;
grant execute on function silversmith.fold_metrics(integer) to silversmith_app;
grant select on silversmith.v_metric_run, silversmith.v_metric_step, silversmith.v_metric_failure, silversmith.v_metric_refresh
  to silversmith_app;
