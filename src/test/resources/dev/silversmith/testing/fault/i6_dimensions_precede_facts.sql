-- I6: a dimension and a fact of one run never overlap in time; in a run that nobody has resumed every dimension comes first.
with begun as (
  select a.*, coalesce(a.finished_at, 'infinity') as ended_at
    from attempt a
   where a.started_at is not null
)
select format('I6: the dimension of %s (%s to %s) and the fact of %s (%s to %s) overlap', d.label, d.started_at, d.ended_at, f.label,
              f.started_at, f.ended_at)
  from begun d
  join begun f on f.run_id = d.run_id and f.unit <> d.unit and f.kind = 'fact'
 where d.kind = 'dimension'
   and d.started_at < f.ended_at
   and f.started_at < d.ended_at
union all
select format('I6: the fact of %s began at %s, before the dimension of %s at %s', f.label, f.started_at, d.label, d.started_at)
  from begun d
  join begun f on f.run_id = d.run_id and f.unit <> d.unit and f.kind = 'fact'
 where d.kind = 'dimension'
   and d.resumed_at is null
   and f.started_at < d.started_at
union all
select format('I6: the calls of the dimension of %s (%s to %s) and the fact of %s (%s to %s) overlap', d.label, dl.began, dl.at, f.label,
              fl.began, fl.at)
  from attempt d
  join attempt f on f.run_id = d.run_id and f.kind = 'fact'
  join ledger dl on dl.step_id = d.id
  join ledger fl on fl.step_id = f.id
 where d.kind = 'dimension'
   and dl.began < fl.at
   and fl.began < dl.at
