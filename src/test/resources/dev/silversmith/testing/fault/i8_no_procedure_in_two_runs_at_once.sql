-- I8: two runs that share a procedure are never active at once, nor are two attempts of a procedure, nor two committed calls.
with change as (
  select e.seq, e.object_id, e.after ->> 'status' = 'running' as begins
    from silversmith.audit_event e
   where e.object_type = 'run'
     and (e.before ->> 'status' = 'queued' and e.after ->> 'status' = 'running'
          or e.before ->> 'status' in ('running', 'cancelling') and e.after ->> 'status' in ('succeeded', 'failed', 'cancelled'))
), active as (
  select object_id::uuid as run_id, seq as since, coalesce(lead(seq) over (partition by object_id order by seq), 9223372036854775807) as until,
         begins
    from change
), share as (
  select distinct one.run_id as one, other.run_id as other
    from attempt one
    join attempt other on other.procedure_id = one.procedure_id and other.run_id > one.run_id
)
select format('I8: runs %s and %s share a procedure and were active at once, from audit event %s to %s and from %s to %s', r.number, o.number,
              a.since, a.until, b.since, b.until)
  from share
  join active a on a.run_id = share.one and a.begins
  join active b on b.run_id = share.other and b.begins
  join silversmith.transformation_run r on r.id = share.one
  join silversmith.transformation_run o on o.id = share.other
 where a.since < b.until
   and b.since < a.until
union all
select format('I8: %s (%s to %s) and %s (%s to %s) overlap', one.label, one.started_at, one.finished_at, other.label, other.started_at,
              other.finished_at)
  from attempt one
  join attempt other on other.procedure_id = one.procedure_id and other.id > one.id
 where one.started_at < coalesce(other.finished_at, 'infinity')
   and other.started_at < coalesce(one.finished_at, 'infinity')
union all
select format('I8: two calls of %s.%s overlap: %s to %s for step %s, and %s to %s for step %s', one.schema, one.name, one.began, one.at,
              one.step_id, other.began, other.at, other.step_id)
  from ledger one
  join ledger other on other.schema = one.schema and other.name = one.name and other.txid > one.txid
 where one.began < other.at
   and other.began < one.at
