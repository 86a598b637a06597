-- Runs that ended long ago go with all that they have written; what others go by stays: the trail, the keys, and each last success.

-- A procedure that last succeeded before the retention has not "never run": the run of its last success stays, so that freshness and an
-- expected duration are known; likewise for views. Not of each mode: to find that there was none of it since, all later ones would be read.
create or replace function silversmith.run_is_a_last_success(p_run uuid) returns boolean
  language sql stable
  set search_path = pg_catalog, silversmith, pg_temp
as $$
  select exists (select
                   from transformation_run r
                   join transformation_step s on s.run_id = r.id and s.status = 'succeeded'
                  where r.id = p_run
                    and not r.dry_run
                    and not exists (select
                                      from transformation_step later
                                      join transformation_run o on o.id = later.run_id and not o.dry_run
                                     where later.procedure_id = s.procedure_id
                                       and later.status = 'succeeded'
                                       and later.began_at >= s.began_at
                                       and (later.finished_at, later.id) > (s.finished_at, s.id)))
      or exists (select
                   from refresh_execution e
                  where e.run_id = p_run
                    and e.status = 'succeeded'
                    and not exists (select
                                      from refresh_execution later
                                     where later.refresh_target_id = e.refresh_target_id
                                       and later.status = 'succeeded'
                                       and (later.finished_at, later.id) > (e.finished_at, e.id)))
$$;
comment on function silversmith.run_is_a_last_success(uuid) is
  'Whether a run holds the last success of a procedure or of a view: such a run is never purged';

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
as $$
declare
  before  timestamptz;
  runs    uuid[];
  numbers bigint[];
begin
  if coalesce(p_limit, 0) not between 1 and 1000 then
    raise exception 'from 1 to 1000 runs are purged at once, not %', p_limit using errcode = 'invalid_parameter_value';
  end if;
  select clock_timestamp() - p.run_retention_ms * interval '1 millisecond' into strict before from policy p;
  -- One that is being resumed at this moment is left alone, and so is one that another server purges.
  with old as (
    select r.id, r.number
      from transformation_run r
     where r.finished_at < before
       and r.status in ('succeeded', 'failed', 'cancelled', 'rejected', 'expired')
       and not run_is_a_last_success(r.id)
     order by r.finished_at
     limit p_limit
       for update skip locked
  )
  select array_agg(o.id), array_agg(o.number order by o.number) into runs, numbers from old o;
  if runs is null then
    return 0;
  end if;
  perform purge_jobs(runs);
  delete from transformation_step_log l where l.run_id = any (runs);
  delete from transformation_run r where r.id = any (runs);
  perform record_audit(audit_system(null), 'run.purge', 'run', numbers[1] || '-' || numbers[cardinality(numbers)], null, null,
                       jsonb_build_object('numbers', numbers, 'endedBefore', before));
  return cardinality(runs);
end
$$;
comment on function silversmith.purge_runs(integer) is
  'Deletes at most so many runs that ended longer ago than the policy''s retention, with steps, logs, refreshes, events, notifications and batch jobs; audited as one event; answers how many';

revoke all on function silversmith.run_is_a_last_success(uuid) from public;
revoke all on function silversmith.purge_jobs(uuid[]) from public;
revoke all on function silversmith.purge_runs(integer) from public;
grant execute on function silversmith.purge_runs(integer) to silversmith_app;
