-- I4: nothing of a full run without a confirmed request with a reason, and a yes by somebody else, before.
select format('I4: full run %s is %s: confirmed %s, reason %s, requested by %s, asked for by %s, decided by %s: %s', r.number, r.status,
              r.confirmed, coalesce(quote_literal(r.reason), 'none'), r.requested_by, coalesce(r.approval_asked_by, 'nobody'),
              coalesce(r.approver, 'nobody'), coalesce(r.decision, 'nothing'))
  from silversmith.transformation_run r
 where r.mode = 'full'
   and not r.imported
   and r.status in ('queued', 'running', 'cancelling', 'succeeded', 'failed')
   and not coalesce(r.confirmed and btrim(r.reason) <> '' and r.decision = 'approve'
                    and lower(btrim(r.approver)) not in (lower(btrim(r.requested_by)), lower(btrim(r.approval_asked_by))), false)
union all
select format('I4: full %s began at %s without an approval before', a.label, a.started_at)
  from attempt a
  join silversmith.transformation_run r on r.id = a.run_id
 where r.mode = 'full'
   and a.started_at is not null
   and not exists (select
                     from silversmith.audit_event e
                    where e.object_type = 'run'
                      and e.object_id = a.run_id::text
                      and e.action = 'run.approve'
                      and e.at <= a.started_at)
