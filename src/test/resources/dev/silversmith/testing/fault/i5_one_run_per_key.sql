-- I5: one run for each idempotency key, and the key is remembered for that run.
select format('I5: key %s has made the runs %s', quote_literal(r.idempotency_key), string_agg(r.number::text, ', ' order by r.number))
  from silversmith.transformation_run r
 group by r.idempotency_key
having count(*) > 1
union all
select format('I5: key %s of run %s is remembered for %s', quote_literal(r.idempotency_key), r.number,
              coalesce('run ' || k.run_number, 'no run'))
  from silversmith.transformation_run r
  left join silversmith.idempotency_key k on k.idempotency_key = r.idempotency_key
 where k.id is distinct from r.id
