-- I1, I3: a committed call belongs to a succeeded attempt of the same transaction, and the other way round.
select format('I1: %s.%s was committed by transaction %s for step %s, which does not exist', l.schema, l.name, l.txid, l.step_id)
  from ledger l
 where not exists (select from silversmith.transformation_step s where s.id = l.step_id)
union all
select format('I1: %s is %s, yet transaction %s has committed its call', a.label, a.status, l.txid)
  from ledger l
  join attempt a on a.id = l.step_id
 where a.status <> 'succeeded'
union all
select format('I1: %s was recorded by transaction %s, its call was committed by %s', a.label, a.transaction_id, l.txid)
  from ledger l
  join attempt a on a.id = l.step_id
 where a.status = 'succeeded'
   and a.transaction_id is distinct from l.txid
union all
select format('I1: %s has a row of %s.%s in the ledger', a.label, l.schema, l.name)
  from ledger l
  join attempt a on a.id = l.step_id
 where (a.schema_name, a.procedure_name) is distinct from (l.schema, l.name)
union all
select format('I1: %s is succeeded without a committed call', a.label)
  from attempt a
 where a.keeps_ledger
   and a.status = 'succeeded'
   and not a.dry_run
   and not exists (select from ledger l where l.step_id = a.id)
