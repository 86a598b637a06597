-- I2: one committed call and one succeeded attempt at most, for each run and procedure.
select format('I2: run %s: %s.%s was committed %s times, by transactions %s', a.number, l.schema, l.name, count(*),
              string_agg(l.txid::text, ', ' order by l.txid))
  from ledger l
  join attempt a on a.id = l.step_id
 group by a.number, l.schema, l.name
having count(*) > 1
union all
select format('I2: run %s: %s.%s succeeded %s times, in steps %s', a.number, a.schema_name, a.procedure_name, count(*),
              string_agg(a.id::text, ', ' order by a.attempt_no))
  from attempt a
 where a.status = 'succeeded'
 group by a.number, a.schema_name, a.procedure_name
having count(*) > 1
