-- I1: a watermark stands where the last success or a person has put it, each success began where the one before had ended, none went back.
with moved as (
  select a.procedure_id, a.label, a.finished_at as at, a.watermark_before as was, a.watermark_after as became, false as by_a_person
    from attempt a
   where a.status = 'succeeded'
     and not a.dry_run
     and (a.watermark_before is not null or a.watermark_after is not null)
  union all
  select x.procedure_id, format('reset %s', x.number), x.finished_at, x.from_value, x.to_value, true
    from silversmith.watermark_reset x
   where x.status = 'applied'
), ordered as (
  select m.*, lag(m.became) over (partition by m.procedure_id order by m.at) as left_at,
         row_number() over (partition by m.procedure_id order by m.at) as place,
         row_number() over (partition by m.procedure_id order by m.at desc) = 1 as last
    from moved m
)
select format('watermark of %s.%s is %s, the last success left it at %s: %s', p.schema_name, p.procedure_name, coalesce(w.value, 'nowhere'),
              coalesce(o.became, 'nowhere'), o.label)
  from silversmith.transformation_watermark w
  join silversmith.transformation_procedure p on p.id = w.procedure_id
  join ordered o on o.procedure_id = w.procedure_id and o.last
 where w.value is distinct from o.became
union all
select format('watermark of %s.%s is %s, yet no success has put it there', p.schema_name, p.procedure_name, w.value)
  from silversmith.transformation_watermark w
  join silversmith.transformation_procedure p on p.id = w.procedure_id
 where w.advanced_by_step_id is not null
   and not exists (select from ordered o where o.procedure_id = w.procedure_id)
union all
select format('watermark: %s began at %s, the one before had left it at %s', o.label, coalesce(o.was, 'nowhere'), coalesce(o.left_at, 'nowhere'))
  from ordered o
 where o.place > 1
   and o.was is distinct from o.left_at
union all
select format('watermark: %s moved it back from %s to %s', o.label, o.was, o.became)
  from ordered o
  join silversmith.transformation_watermark w on w.procedure_id = o.procedure_id
 where w.data_type = 'bigint'
   and not o.by_a_person
   and o.became::bigint < o.was::bigint
