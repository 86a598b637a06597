-- What a refresh's own transaction calls, as R__010 for steps: the token is demanded, and no user code runs in here.

create or replace function silversmith.begin_refresh(p_refresh uuid, p_token_hash bytea)
  returns table (relation oid, populated boolean, matchable boolean)
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
begin
  -- Whoever wants to know the outcome of this transaction waits for this lock: it goes with the transaction.
  perform pg_advisory_xact_lock(hashtextextended('silversmith:' || p_refresh::text, 0));

  if not exists (select
                   from refresh_execution e
                   join transformation_run r on r.id = e.run_id and r.status in ('running', 'cancelling')
                  where e.id = p_refresh
                    and e.status = 'running'
                    and e.token_hash = p_token_hash) then
    raise exception 'the refresh % is not running under this claim', p_refresh using errcode = 'SM001';
  end if;

  perform pg_stat_force_next_flush();

  -- Readers can go on only while rows of the old and the new contents can be told apart: by a unique index over plain columns of all rows.
  return query
    select c.oid, c.relispopulated,
           exists (select
                     from pg_index i
                    where i.indrelid = c.oid
                      and i.indisunique
                      and i.indisvalid
                      and i.indimmediate
                      and i.indpred is null
                      and i.indexprs is null)
      from refresh_execution e
      join refresh_target t on t.id = e.refresh_target_id
      join pg_namespace n on n.nspname = t.schema_name
      join pg_class c on c.relnamespace = n.oid and c.relname = t.view_name and c.relkind = 'm'
     where e.id = p_refresh;
end
$$;
comment on function silversmith.begin_refresh(uuid, bytea) is
  'Opens a refresh''s transaction: takes its advisory lock, checks the claim, and answers whether the view is there, has contents and can be refreshed concurrently';

create or replace function silversmith.record_refresh(p_refresh uuid, p_token bytea, p_concurrently boolean, p_note text)
  returns timestamptz
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  now_is timestamptz := clock_timestamp();
begin
  update refresh_execution e
     set status         = 'succeeded',
         finished_at    = now_is,
         duration_ms    = greatest(0, round(extract(epoch from now_is - e.started_at) * 1000)),
         "concurrently" = p_concurrently,
         note           = p_note
   where e.id = p_refresh
     and e.status = 'running'
     and e.token_hash = sha256(p_token);
  if not found then
    raise exception 'the refresh % is not running under this claim: its success is refused', p_refresh using errcode = 'SM001';
  end if;
  return now_is;
end
$$;
comment on function silversmith.record_refresh(uuid, bytea, boolean, text) is
  'Records a refresh''s success inside the transaction that has refreshed the view; refuses an attempt that was given up or a wrong token';

revoke all on function silversmith.begin_refresh(uuid, bytea) from public;
revoke all on function silversmith.record_refresh(uuid, bytea, boolean, text) from public;
grant execute on function silversmith.begin_refresh(uuid, bytea) to silversmith_warehouse;
grant execute on function silversmith.record_refresh(uuid, bytea, boolean, text) to silversmith_warehouse;
