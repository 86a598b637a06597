-- A procedure that commits by itself: what it has done may stay whatever becomes of its attempt, so nobody but a person has it repeated.

alter table silversmith.transformation_step
  add column transaction text not null default 'managed' check (transaction in ('managed', 'own')),
  add constraint transformation_step_own_stands_alone check (transaction = 'managed' or unit not like 'group:%'),
  add constraint transformation_step_own_is_not_undone check (transaction = 'managed' or status <> 'rolled_back'),
  add constraint transformation_step_own_is_not_measured check (transaction = 'managed' or table_stats is null);
comment on column silversmith.transformation_step.transaction is
  'managed: effects and success are one commit; own: the procedure commits by itself, at least once';

-- Once its call has begun, an attempt is only repeated while its run has ended: that is a resume, and a resume is a person's. A retry and a
-- recovery repeat attempts of runs that are under way; they may repeat one that was interrupted in an orderly way, without an error, for its
-- call had not begun. The previous attempt says what the procedure is: a server of an older version does not know the column.
create function silversmith.refuse_repeated_own() returns trigger
  language plpgsql
  set search_path = pg_catalog, silversmith, pg_temp
as $$
declare
  previous transformation_step%rowtype;
begin
  select * into previous
    from transformation_step s
   where s.run_id = new.run_id
     and s.procedure_id = new.procedure_id
     and s.attempt_no < new.attempt_no
   order by s.attempt_no desc
   limit 1;
  new.transaction := coalesce(previous.transaction, new.transaction);
  if new.transaction = 'own'
     and not coalesce(previous.status = 'interrupted' and previous.sql_state is null, false)
     and exists (select from transformation_run r where r.id = new.run_id and r.status not in ('failed', 'cancelled')) then
    raise exception 'attempt % of a procedure that commits by itself: nobody but a person has it repeated', new.attempt_no
      using errcode = 'SM006';
  end if;
  return new;
end
$$;
comment on function silversmith.refuse_repeated_own() is
  'Trigger: another attempt is of the same transaction as the one before it; of a procedure that commits by itself it is refused, unless its run has ended and is being resumed, or its call had not begun';
revoke all on function silversmith.refuse_repeated_own() from public;
create trigger refuse_repeated_own
  before insert on silversmith.transformation_step
  for each row when (new.attempt_no > 1)
  execute function silversmith.refuse_repeated_own();
