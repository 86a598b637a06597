-- I1: what lies up to the watermark is loaded, each row once, and nothing beyond it.
with cursors as (
  select p.schema_name as schema, p.procedure_name as load, coalesce(w.value, '0')::bigint as upto
    from silversmith.transformation_watermark w
    join silversmith.transformation_procedure p on p.id = w.procedure_id
   where w.data_type = 'bigint'
     and to_regclass(format('%I.%I', p.schema_name, 'calls_' || p.procedure_name)) is not null
     and p.schema_name = any ('$schemas'::text[])
)
select format('I1: row %s of %s.%s is loaded %s times, by steps %s', l.id, l.schema, l.load, count(*), string_agg(l.step_id::text, ', '))
  from loaded l
 group by l.schema, l.load, l.id
having count(*) > 1
union all
select format('I1: row %s of %s.%s is loaded by step %s beyond the watermark %s', l.id, l.schema, l.load, l.step_id, c.upto)
  from loaded l
  join cursors c on c.schema = l.schema and c.load = l.load
 where l.id > c.upto
union all
select format('I1: row %s of %s.%s is not loaded, yet the watermark stands at %s', s.id, s.schema, s.load, c.upto)
  from source s
  join cursors c on c.schema = s.schema and c.load = s.load
 where s.id <= c.upto
   and not exists (select from loaded l where l.schema = s.schema and l.load = s.load and l.id = s.id)
