-- Monthly partitions of the step log: made ahead, dropped after the retention.

-- Both lock the whole log for a moment: behind a reader that does not end they must not stop everybody who writes. They come again.
create or replace function silversmith.make_log_partitions(p_months_ahead integer) returns integer
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
  set lock_timeout = '2s'
as $$
declare
  month_start timestamp;
  made        integer := 0;
  partition   text;
begin
  perform pg_advisory_xact_lock(hashtextextended('silversmith:log partitions', 0));
  for month_start in
    select generate_series(date_trunc('month', now() at time zone 'UTC') - interval '1 month',
                           date_trunc('month', now() at time zone 'UTC') + make_interval(months => p_months_ahead),
                           interval '1 month')
  loop
    partition := 'transformation_step_log_' || to_char(month_start, 'YYYY_MM');
    if to_regclass(format('silversmith.%I', partition)) is null then
      execute format('create table silversmith.%I partition of silversmith.transformation_step_log for values from (%L) to (%L)',
                     partition, month_start at time zone 'UTC', (month_start + interval '1 month') at time zone 'UTC');
      execute format('comment on table silversmith.%I is %L', partition, 'Step log of ' || to_char(month_start, 'YYYY-MM'));
      made := made + 1;
    end if;
  end loop;
  return made;
end
$$;
comment on function silversmith.make_log_partitions(integer) is
  'Makes the step log''s partitions from last month to so many months ahead; answers how many were made';

create or replace function silversmith.drop_log_partitions(p_months_kept integer) returns integer
  language plpgsql security definer
  set search_path = pg_catalog, silversmith, pg_temp
  set lock_timeout = '2s'
as $$
declare
  partition text;
  dropped   integer := 0;
begin
  if p_months_kept < 1 then
    raise exception 'at least one month of the step log is kept, not %', p_months_kept using errcode = 'invalid_parameter_value';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('silversmith:log partitions', 0));
  for partition in
    select c.relname
      from pg_inherits i
      join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'silversmith.transformation_step_log'::regclass
       and c.relname < 'transformation_step_log_'
             || to_char(date_trunc('month', now() at time zone 'UTC') - make_interval(months => p_months_kept), 'YYYY_MM')
  loop
    execute format('drop table silversmith.%I', partition);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;
comment on function silversmith.drop_log_partitions(integer) is
  'Drops the step log''s partitions older than so many whole months; answers how many were dropped';

revoke all on function silversmith.make_log_partitions(integer) from public;
revoke all on function silversmith.drop_log_partitions(integer) from public;
grant execute on function silversmith.make_log_partitions(integer) to silversmith_app;
grant execute on function silversmith.drop_log_partitions(integer) to silversmith_app;

select silversmith.make_log_partitions(3);
