-- I6: who has begun, has parents that succeeded, and began after their commit; inside a unit after the parent's call.
with edge as (
  select child.*, parent_id,
         (select p.id
            from attempt p
           where p.run_id = child.run_id and p.procedure_id = parent_id and p.status = 'succeeded'
          order by p.attempt_no
          limit 1) as success_id
    from attempt child
   cross join unnest(child.parent_ids) as parent_id
   where child.started_at is not null
     and child.status <> 'cancelled'
), pair as (
  select e.label, e.id as child_id, e.started_at, p.label as parent, p.id as parent_step, p.finished_at,
         case when current_setting('track_commit_timestamp') = 'on' then pg_xact_commit_timestamp(p.transaction_id::xid) end as committed_at
    from edge e
    join attempt p on p.id = e.success_id
   where p.unit <> e.unit
)
select format('I6: %s began, yet its parent %s.%s has not succeeded in that run', e.label, p.schema_name, p.procedure_name)
  from edge e
  join silversmith.transformation_procedure p on p.id = e.parent_id
 where e.success_id is null
   and not exists (select
                     from attempt together
                    where together.run_id = e.run_id and together.procedure_id = e.parent_id and together.unit = e.unit)
union all
select format('I6: %s began at %s, before its parent''s record of %s: %s', label, started_at, finished_at, parent)
  from pair
 where started_at < finished_at
union all
select format('I6: %s began at %s, before its parent''s commit at %s: %s', label, started_at, committed_at, parent)
  from pair
 where started_at < committed_at
union all
select format('I6: the call of %s began at %s, before its parent''s call ended at %s: %s', e.label, child.began, parent.at, p.label)
  from edge e
  join attempt p on p.id = e.success_id
  join ledger child on child.step_id = e.id
  join ledger parent on parent.step_id = p.id
 where child.began < parent.at
