-- Runs that ended long ago go with all that they have written; what others go by stays: the trail, the keys, and each last success.

-- A procedure that last succeeded before the retention has not "never run": the run of its last success stays, so that freshness and an
-- expected duration are known; likewise for views. Not of each mode: to find that there was none of it since, all later ones would be read.
-- One look into an index for each procedure and view, however many runs there are.
create or replace function silversmith.runs_of_last_successes() returns setof uuid
  language sql stable
  set search_path = pg_catalog, silversmith, pg_temp
as $$
  select l.run_id
    from transformation_procedure p
   cross join lateral (select s.run_id
                         from transformation_step s
                        where s.procedure_id = p.id
                          and s.status = 'succeeded'
                          and not (select r.dry_run from transformation_run r where r.id = s.run_id)
                        order by s.finished_at desc, s.id desc
                        limit 1) l
   union
  select l.run_id
    from refresh_target t
   cross join lateral (select e.run_id
                         from refresh_execution e
                        where e.refresh_target_id = t.id
                          and e.status = 'succeeded'
                        order by e.finished_at desc, e.id desc
                        limit 1) l
$$;
comment on function silversmith.runs_of_last_successes() is
  'Runs that hold the last success of a procedure or of a view: they are never purged';

-- By the name of the job, as a server may be lost before it has noted which instance it has started.
create or replace function silversmith.purge_jobs(p_runs uuid[]) returns void
  language plpgsql
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  instances  bigint[];
  executions bigint[];
begin
  select array_agg(i.jobinstanceid) into instances
    from batch.wlpjobinstance i
   where i.jobxmlname in (select 'silversmith-run-' || r from unnest(p_runs) r);
  select array_agg(e.jobexecid) into executions from batch.wlpjobexecution e where e.fk_jobinstanceid = any (instances);
  delete from batch.wlpstepthreadinstance s where s.fk_jobinstanceid = any (instances);
  delete from batch.wlpremotablepartition p where p.fk_jobexecutionid = any (executions);
  delete from batch.wlpstepthreadexecution s where s.fk_jobexecid = any (executions);
  delete from batch.wlpjobparameter p where p.fk_jobexecid = any (executions);
  delete from batch.wlpjobexecution e where e.jobexecid = any (executions);
  delete from batch.wlpgroupassociation g where g.fk_jobinstanceid = any (instances);
  delete from batch.wlpjobinstance i where i.jobinstanceid = any (instances);
end
$$;
comment on function silversmith.purge_jobs(uuid[]) is 'Deletes what the batch repository knows of the jobs of runs';

-- The one way to delete a run. Who calls it says how many at most, and nothing else: what is old enough is the policy's to say.
create or replace function silversmith.purge_runs(p_limit integer) returns integer
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
  set lock_timeout = '1s'
as $$
declare
  before  timestamptz;
  kept    uuid[];
  old     record;
  steps   bigint := 0;
  runs    uuid[] := '{}';
  numbers bigint[] := '{}';
begin
  if coalesce(p_limit, 0) not between 1 and 1000 then
    raise exception 'from 1 to 1000 runs are purged at once, not %', p_limit using errcode = 'invalid_parameter_value';
  end if;
  select clock_timestamp() - p.run_retention_ms * interval '1 millisecond' into strict before from policy p;
  kept := array(select k from runs_of_last_successes() k);
  -- One that is being resumed at this moment is left alone, and so is one that another server purges.
  for old in
    select r.id, r.number
      from transformation_run r
     where r.finished_at < before
       and r.status in ('succeeded', 'failed', 'cancelled', 'rejected', 'expired')
       and r.id <> all (kept)
     order by r.finished_at
     limit p_limit
       for update skip locked
  loop
    steps := steps + (select count(*) from transformation_step s where s.run_id = old.id);
    exit when steps > 2000 and cardinality(runs) > 0;
    runs := runs || old.id;
    numbers := numbers || old.number;
  end loop;
  if cardinality(runs) = 0 then
    return 0;
  end if;
  select array_agg(n order by n) into numbers from unnest(numbers) n;
  -- A step that a watermark names is gone only with a change of the watermark's row, for which a unit must not wait: whoever meets somebody
  -- here gives way.
  begin
    perform purge_jobs(runs);
    delete from transformation_step_log l where l.run_id = any (runs);
    delete from transformation_run r where r.id = any (runs);
    perform record_audit(audit_system(null), 'run.purge', 'run', numbers[1] || '-' || numbers[cardinality(numbers)], null, null,
                         jsonb_build_object('numbers', numbers, 'endedBefore', before));
  exception when lock_not_available then
    return 0;
  end;
  return cardinality(runs);
end
$$;
comment on function silversmith.purge_runs(integer) is
  'Deletes at most so many runs that ended longer ago than the policy''s retention, with steps, logs, refreshes, events, notifications and batch jobs; audited as one event; answers how many: fewer where they have more than 2000 steps, 0 also where somebody else is in the way';

revoke all on function silversmith.runs_of_last_successes() from public;
revoke all on function silversmith.purge_jobs(uuid[]) from public;
revoke all on function silversmith.purge_runs(integer) from public;
grant execute on function silversmith.purge_runs(integer) to silversmith_app;
