-- Silversmith's roles and schemas. Run once, by a superuser or the database's owner with CREATEROLE, in the database that holds the
-- warehouse; running it again changes nothing. Logins are made without a password: set them with ALTER ROLE ... PASSWORD.
--
--   silversmith_owner      NOLOGIN, owns the schemas silversmith and batch and everything in them
--   silversmith_migrate    login of Flyway only, may become silversmith_owner
--   silversmith_app        control login: writes runs and steps, owns nothing
--   silversmith_warehouse  warehouse login: executes the procedures, may only record outcomes
--   silversmith_reader     NOLOGIN, reads the views; grant it to scrapers and dashboards
do $$
declare
  role_name text;
begin
  foreach role_name in array array['silversmith_owner', 'silversmith_reader'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format('create role %I nologin nosuperuser nocreaterole nocreatedb noreplication nobypassrls', role_name);
    end if;
  end loop;
  foreach role_name in array array['silversmith_migrate', 'silversmith_app', 'silversmith_warehouse'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format('create role %I login nosuperuser nocreaterole nocreatedb noreplication nobypassrls', role_name);
    end if;
  end loop;
end
$$;

grant silversmith_owner to silversmith_migrate;

-- Values that are bound to calls, secrets among them, stay out of the database's log whatever it logs; only a superuser may say so.
do $$
begin
  alter role silversmith_warehouse set log_parameter_max_length = 0;
  alter role silversmith_warehouse set log_parameter_max_length_on_error = 0;
exception when insufficient_privilege then
  raise notice 'run by a superuser, this script would keep bound values out of the database''s log';
end
$$;

-- Optional: shows the statement of whoever blocks a waiting step. Without it only the blocker's process and user are shown; the monitoring
-- views of the whole server are what it opens, so leave it out where that is too much. Only a superuser, or who administers the role, may.
do $$
begin
  grant pg_read_all_stats to silversmith_app;
exception when insufficient_privilege then
  raise notice 'run by a superuser, this script would let Silversmith show the statements of sessions that block a step';
end
$$;

create schema if not exists silversmith authorization silversmith_owner;
create schema if not exists batch authorization silversmith_owner;

revoke all on schema silversmith, batch from public;
grant usage on schema silversmith to silversmith_app, silversmith_warehouse, silversmith_reader;
grant usage on schema batch to silversmith_app;
