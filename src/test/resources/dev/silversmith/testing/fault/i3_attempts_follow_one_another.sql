-- I3: attempts are numbered without gaps, one begins when the one before has ended, and none follows a success.
select format('I3: %s follows attempt %s', a.label, coalesce(before.attempt_no::text, 'none'))
  from attempt a
  left join lateral (select max(b.attempt_no) as attempt_no
                       from attempt b
                      where b.run_id = a.run_id and b.procedure_id = a.procedure_id and b.attempt_no < a.attempt_no) before on true
 where a.attempt_no <> coalesce(before.attempt_no, 0) + 1
union all
select format('I3: %s has succeeded, yet there is a later attempt', a.label)
  from attempt a
 where a.status = 'succeeded' and not a.last
union all
select format('I3: %s is %s, yet there is a later attempt', a.label, a.status)
  from attempt a
 where a.status in ('pending', 'running') and not a.last
union all
select format('I3: %s began at %s, before the attempt before it ended at %s', a.label, a.started_at, b.finished_at)
  from attempt a
  join attempt b on b.run_id = a.run_id and b.procedure_id = a.procedure_id and b.attempt_no = a.attempt_no - 1
 where a.started_at < b.finished_at
union all
select format('I3: %s ended at %s, before it began at %s', a.label, a.finished_at, a.started_at)
  from attempt a
 where a.finished_at < a.started_at
