-- I9: the events of a run tell of each change of its status, one after another, from the request to where it stands, and of each take-over.
with told as (
  select e.seq, e.action, e.object_id, e.before ->> 'status' as was, e.after ->> 'status' as became,
         lag(e.after ->> 'status') over (partition by e.object_id order by e.seq) as before_that,
         row_number() over (partition by e.object_id order by e.seq) as place,
         row_number() over (partition by e.object_id order by e.seq desc) = 1 as last
    from silversmith.audit_event e
   where e.object_type = 'run'
     and e.after ->> 'status' is not null
     and e.before ->> 'status' is distinct from e.after ->> 'status'
)
select format('I9: run %s is %s, the audit trail''s last word is %s', r.number, r.status, coalesce(t.became, 'nothing'))
  from silversmith.transformation_run r
  left join told t on t.object_id = r.id::text and t.last
 where t.became is distinct from r.status
union all
select format('I9: run %s: event %s, %s, tells of %s to %s, the event before of %s', r.number, t.seq, t.action, coalesce(t.was, 'nothing'),
              t.became, coalesce(t.before_that, 'nothing'))
  from told t
  join silversmith.transformation_run r on r.id::text = t.object_id
 where t.was is distinct from t.before_that
union all
select format('I9: run %s was admitted or taken over %s times, the audit trail tells of %s', r.number, r.lease_number, count(e.seq))
  from silversmith.transformation_run r
  left join silversmith.audit_event e on e.object_type = 'run' and e.object_id = r.id::text and e.action in ('run.start', 'run.recover')
 where not r.imported
 group by r.number, r.lease_number
having count(e.seq) <> r.lease_number
