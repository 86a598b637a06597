-- I7, no quiet success: a run has succeeded if the last attempt of each of its procedures has, and only then.
select format('I7: run %s has succeeded, yet %s is %s', a.number, a.label, a.status)
  from attempt a
 where a.run_status = 'succeeded'
   and a.last
   and a.status <> 'succeeded'
union all
select format('I7: run %s is %s, yet all its procedures have succeeded: %s', a.number, a.run_status, min(r.error))
  from attempt a
  join silversmith.transformation_run r on r.id = a.run_id
 where a.run_status in ('failed', 'cancelled')
   and a.last
 group by a.number, a.run_status
having bool_and(a.status = 'succeeded')
