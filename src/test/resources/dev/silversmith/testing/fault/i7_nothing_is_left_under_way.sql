-- I7: no run waits or runs, none belongs to a server that is gone, and no attempt is open in a run that has ended.
select format('I7: run %s is still %s, on server %s, its lease until %s', r.number, r.status, coalesce(r.owner_server, 'none'),
              coalesce(r.lease_until::text, 'never'))
  from silversmith.transformation_run r
 where r.status in ('queued', 'running', 'cancelling')
union all
select format('I7: run %s is %s without a living owner: server %s, lease until %s', r.number, r.status, coalesce(r.owner_server, 'none'),
              coalesce(r.lease_until::text, 'never'))
  from silversmith.transformation_run r
 where r.status in ('running', 'cancelling')
   and (r.owner_server is null or r.lease_until is null or r.lease_until < clock_timestamp())
union all
select format('I7: %s is %s, yet its run has %s', a.label, a.status, a.run_status)
  from attempt a
 where a.status in ('pending', 'running')
   and a.run_status in ('succeeded', 'failed', 'cancelled', 'rejected', 'expired')
