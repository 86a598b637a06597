-- I10: no session of the warehouse login has a statement, a transaction or an advisory lock.
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
