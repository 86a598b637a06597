-- Sample warehouse: owners and privileges. The warehouse login (silversmith_warehouse) exists already. It owns the silver
-- layer by membership, since TRUNCATE, ANALYZE and refreshes need that, and it can only read the bronze layer.

do $$
declare
    v_object record;
begin
    if not exists (select from pg_roles where rolname = 'bronze_owner') then
        create role bronze_owner nologin;
    end if;
    if not exists (select from pg_roles where rolname = 'silver_owner') then
        create role silver_owner nologin;
    end if;

    for v_object in
        select n.nspname || '_owner' as owner_name, c.oid::regclass::text as object_name
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('bronze', 'silver') and c.relkind in ('r', 'm')
    loop
        -- ALTER TABLE takes materialized views as well.
        execute format('alter table %s owner to %I', v_object.object_name, v_object.owner_name);
    end loop;

    for v_object in
        select p.oid::regprocedure::text as object_name from pg_proc p where p.pronamespace = 'silver'::regnamespace
    loop
        execute format('alter routine %s owner to silver_owner', v_object.object_name);
    end loop;
end $$;

alter schema bronze owner to bronze_owner;
alter schema silver owner to silver_owner;
comment on role bronze_owner is 'Owns the bronze layer';
comment on role silver_owner is 'Owns the silver layer';

revoke all on schema bronze, silver from public;
revoke all on all tables in schema bronze, silver from public;
revoke execute on all routines in schema silver from public;
alter default privileges for role silver_owner revoke execute on routines from public;

grant silver_owner to silversmith_warehouse;

-- the procedures run as the warehouse login, and read the bronze layer with its rights
grant usage on schema bronze to silver_owner, silversmith_warehouse;
grant select on all tables in schema bronze to silver_owner, silversmith_warehouse;
alter default privileges for role bronze_owner in schema bronze grant select on tables to silver_owner, silversmith_warehouse;

grant usage on schema silver to silversmith_warehouse;
grant select, insert, update, delete, truncate on all tables in schema silver to silversmith_warehouse;
grant execute on all routines in schema silver to silversmith_warehouse;
