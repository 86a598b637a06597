-- I10: no session of the warehouse login has a statement, a transaction or a lock of the engine; no server keeps a transaction open for long.
select format('I10: process %s of the warehouse login is %s since %s: %s', a.pid, a.state, a.state_change, left(a.query, 200))
  from pg_stat_activity a
 where a.datname = current_database()
   and a.usename = 'silversmith_warehouse'
   and a.state is distinct from 'idle'
union all
select format('I10: process %s of the warehouse login holds the advisory lock %s/%s', l.pid, l.classid, l.objid)
  from pg_locks l
  join pg_stat_activity a on a.pid = l.pid
 where l.locktype = 'advisory'
   and l.database = (select oid from pg_database where datname = current_database())
   and a.usename = 'silversmith_warehouse'
   and a.state = 'idle'
union all
select format('I10: process %s of the control login has had a transaction open since %s: %s', a.pid, a.xact_start, left(a.query, 200))
  from pg_stat_activity a
 where a.datname = current_database()
   and a.usename = 'silversmith_app'
   and a.state like 'idle in transaction%'
   and a.state_change < clock_timestamp() - interval '1 minute'
union all
select format('I10: transaction %s is prepared since %s', p.gid, p.prepared)
  from pg_prepared_xacts p
 where p.database = current_database()
