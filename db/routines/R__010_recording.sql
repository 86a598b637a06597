-- What a unit's own transaction calls. The warehouse login has no other right in this schema. No user code ever runs inside these
-- functions, and the token is demanded of everybody: the table keeps only its SHA-256.

create or replace function silversmith.begin_unit(p_steps uuid[], p_token_hash bytea)
  returns table (step_id uuid, watermark text, transaction_id xid8)
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  claimed bigint;
begin
  -- Whoever wants to know the outcome of this transaction waits for this lock: it goes with the transaction.
  perform pg_advisory_xact_lock(hashtextextended('silversmith:' || p_steps[1]::text, 0));

  select count(*) into claimed
    from transformation_step s
    join transformation_step lead on lead.run_id = s.run_id and lead.unit = s.unit
    join transformation_run r on r.id = s.run_id and r.status in ('running', 'cancelling')
   where s.id = any (p_steps)
     and s.status = 'running'
     and lead.id = p_steps[1]
     and lead.token_hash = p_token_hash;
  if claimed = 0 or claimed is distinct from cardinality(p_steps)::bigint then
    raise exception 'the attempt % is not running under this claim', p_steps[1] using errcode = 'SM001';
  end if;

  -- Counts of this transaction are flushed at its end, so that the next one on this connection starts at zero.
  perform pg_stat_force_next_flush();

  -- The lock holds off who would set or remove a watermark, and nobody who only declares it anew in the catalog.
  return query
    select s.id, w.value, pg_current_xact_id()
      from unnest(p_steps) with ordinality as u (id, place)
      join transformation_step s on s.id = u.id
      left join lateral (
        select m.value from transformation_watermark m where m.procedure_id = s.procedure_id for key share
      ) w on true
     order by u.place;
end
$$;
comment on function silversmith.begin_unit(uuid[], bytea) is
  'Opens a unit''s transaction: takes the first step''s advisory lock, checks the claim, locks and returns the watermarks';

create or replace function silversmith.unit_counters() returns jsonb
  language plpgsql stable security invoker
  set search_path = pg_catalog, pg_temp
as $$
declare
  own    bigint := pg_current_xact_id()::text::bigint;
  -- A row's xmin has 32 bits and wraps around: this transaction wrote what lies from its own id to the newest id in use, with room for
  -- its subtransactions. A wider reach would take rows frozen two billion transactions ago for new ones.
  reach  bigint := pg_snapshot_xmax(pg_current_snapshot())::text::bigint - own + 16777216;
  result jsonb;
begin
  if current_setting('track_counts') = 'off' then
    return null;
  end if;
  -- The relations this transaction has locked are the ones it has touched, dynamic SQL included; partitions are summed to their root.
  with touched as (
    select l.relation as oid,
           bool_or(l.mode in ('AccessShareLock', 'RowShareLock')) as read,
           bool_or(l.mode = 'AccessExclusiveLock') as exclusive
      from pg_locks l
     where l.pid = pg_backend_pid()
       and l.locktype = 'relation'
       and l.granted
       and l.database = (select d.oid from pg_database d where d.datname = current_database())
     group by l.relation
  ), counted as (
    select coalesce(case when c.relispartition then pg_partition_root(c.oid)::oid end, c.oid) as oid,
           t.read,
           case when c.relkind = 'r' then pg_stat_get_xact_tuples_inserted(c.oid) else 0 end as inserted,
           case when c.relkind = 'r' then pg_stat_get_xact_tuples_updated(c.oid) else 0 end as updated,
           case when c.relkind = 'r' then pg_stat_get_xact_tuples_deleted(c.oid) else 0 end as deleted,
           -- TRUNCATE gives the table, its TOAST table and its indexes new files: their pg_class rows are of this transaction, their
           -- columns are older. ALTER TABLE leaves the files; only of a table without old index and TOAST table, which was truncated
           -- before, an ALTER TABLE cannot be told from a TRUNCATE.
           t.exclusive
             and c.relkind = 'r'
             and ((c.xmin::text::bigint - own) & 4294967295) < reach
             and pg_relation_filenode(c.oid) <> c.oid
             and exists (select
                           from pg_attribute a
                          where a.attrelid = c.oid
                            and a.attnum = 1
                            and ((a.xmin::text::bigint - own) & 4294967295) >= reach)
             and coalesce(
                   (select bool_or(((p.xmin::text::bigint - own) & 4294967295) < reach and pg_relation_filenode(p.oid) <> p.oid)
                      from (select c.reltoastrelid as oid
                            union all
                            select i.indexrelid from pg_index i where i.indrelid = c.oid) part
                      join pg_class p on p.oid = part.oid
                      join pg_attribute a on a.attrelid = p.oid and a.attnum = 1
                     where ((a.xmin::text::bigint - own) & 4294967295) >= reach),
                   true) as truncated
      from touched t
      join pg_class c on c.oid = t.oid
     where c.relkind in ('r', 'p', 'm', 'f', 'v')
       and c.relpersistence <> 't'
       and c.relnamespace not in (
         select n.oid from pg_namespace n
          where n.nspname in ('pg_catalog', 'information_schema', 'pg_toast', 'silversmith', 'batch'))
  ), summed as (
    select x.oid,
           bool_or(x.read) as read,
           sum(x.inserted) as inserted,
           sum(x.updated) as updated,
           sum(x.deleted) as deleted,
           bool_or(x.truncated) as truncated
      from counted x
     group by x.oid
  )
  select coalesce(
           jsonb_agg(
             jsonb_build_object(
               'table', quote_ident(n.nspname) || '.' || quote_ident(c.relname),
               'read', s.read,
               'inserted', s.inserted,
               'updated', s.updated,
               'deleted', s.deleted,
               'truncated', s.truncated)
             order by n.nspname collate "C", c.relname collate "C"),
           '[]'::jsonb)
    into result
    from summed s
    join pg_class c on c.oid = s.oid
    join pg_namespace n on n.oid = c.relnamespace;
  return result;
end
$$;
comment on function silversmith.unit_counters() is
  'What this transaction has read and written so far, per permanent table, from PostgreSQL''s own counters; null where nothing is counted';

create or replace function silversmith.record_success(
    p_step          uuid,
    p_lead          uuid,
    p_token         bytea,
    p_table_stats   jsonb,
    p_parameters    jsonb,
    p_warning_count integer,
    p_rows_reported bigint,
    p_watermark     text)
  returns timestamptz
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  now_is  timestamptz := clock_timestamp();
  sums    record;
  mark    record;
  forward boolean;
begin
  -- All rows of a unit at once and in one order: an edit of the catalog locks them likewise.
  perform w.id
     from transformation_step s
     join transformation_step member on member.run_id = s.run_id and member.unit = s.unit
     join transformation_watermark w on w.procedure_id = member.procedure_id
    where s.id = p_step
    order by w.id
      for no key update of w;

  -- A run never moves a watermark backwards; values compare in their type, one cast per statement so that no other is tried.
  select w.id, w.data_type, w.value, r.number into mark
    from transformation_step s
    join transformation_watermark w on w.procedure_id = s.procedure_id
    join transformation_run r on r.id = s.run_id
   where s.id = p_step
     and (w.declared or p_watermark is not null);
  case mark.data_type
    when 'timestamptz' then forward := p_watermark::timestamptz >= mark.value::timestamptz;
    when 'bigint' then forward := p_watermark::bigint >= mark.value::bigint;
    when 'xid8' then forward := p_watermark::xid8 >= mark.value::xid8;
    else forward := p_watermark collate "C" >= mark.value collate "C";
  end case;
  forward := mark.id is not null and p_watermark is not null and coalesce(forward, true);

  select sum((t ->> 'inserted')::bigint)::bigint as inserted,
         sum((t ->> 'updated')::bigint)::bigint as updated,
         sum((t ->> 'deleted')::bigint)::bigint as deleted
    into sums
    from jsonb_array_elements(p_table_stats) t;

  update transformation_step s
     set status          = 'succeeded',
         finished_at     = now_is,
         duration_ms     = greatest(0, round(extract(epoch from now_is - s.started_at) * 1000)),
         table_stats     = p_table_stats,
         rows_inserted   = case when p_table_stats is not null then coalesce(sums.inserted, 0) end,
         rows_updated    = case when p_table_stats is not null then coalesce(sums.updated, 0) end,
         rows_deleted    = case when p_table_stats is not null then coalesce(sums.deleted, 0) end,
         rows_affected   = case when p_table_stats is not null
                             then coalesce(sums.inserted, 0) + coalesce(sums.updated, 0) + coalesce(sums.deleted, 0) end,
         rows_reported   = p_rows_reported,
         parameters      = coalesce(p_parameters, s.parameters),
         warning_count   = p_warning_count,
         watermark_before = mark.value,
         watermark_after = case when forward then p_watermark else mark.value end,
         -- What a procedure has committed by itself was another transaction, or several.
         transaction_id  = case when s.transaction = 'managed' then pg_current_xact_id() end
   where s.id = p_step
     and s.status = 'running'
     and exists (select
                   from transformation_step lead
                  where lead.id = p_lead
                    and lead.run_id = s.run_id
                    and lead.unit = s.unit
                    and lead.status = 'running'
                    and lead.token_hash = sha256(p_token));
  if not found then
    raise exception 'the attempt % is not running under this claim: its success is refused', p_step using errcode = 'SM001';
  end if;

  if forward then
    update transformation_watermark w
       set value = p_watermark,
           advanced_by_step_id = p_step,
           advanced_at = now_is,
           updated_at = now_is,
           updated_by = 'run ' || mark.number
     where w.id = mark.id;
  end if;
  return now_is;
end
$$;
comment on function silversmith.record_success(uuid, uuid, bytea, jsonb, jsonb, integer, bigint, text) is
  'Records a step''s success and moves its watermark inside the transaction that holds its effects; refuses an attempt that was given up or a wrong token';

revoke all on function silversmith.begin_unit(uuid[], bytea) from public;
revoke all on function silversmith.unit_counters() from public;
revoke all on function silversmith.record_success(uuid, uuid, bytea, jsonb, jsonb, integer, bigint, text) from public;
grant execute on function silversmith.begin_unit(uuid[], bytea) to silversmith_warehouse;
grant execute on function silversmith.unit_counters() to silversmith_warehouse;
grant execute on function silversmith.record_success(uuid, uuid, bytea, jsonb, jsonb, integer, bigint, text) to silversmith_warehouse;
