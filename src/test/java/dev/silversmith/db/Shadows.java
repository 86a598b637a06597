package dev.silversmith.db;

/** The body of a procedure that puts everything a login with CREATE on schema public and TEMP can in the way of an unqualified name. */
final class Shadows {

    static final String BODY = """
            execute 'create function public.steal(what text) returns boolean language plpgsql as
                     ''begin insert into public.loot values (what); return true; end''';
            create temp table transformation_step (like public.loot);
            create temp table transformation_watermark (like public.loot);
            create temp table transformation_run (like public.loot);
            create temp table pg_class (like public.loot);
            create temp table pg_locks (like public.loot);
            create domain pg_temp.uuid as pg_catalog.uuid check (public.steal(value::pg_catalog.text));
            create domain pg_temp.bytea as pg_catalog.bytea check (public.steal(pg_catalog.encode(value, 'hex')));
            create domain pg_temp.jsonb as pg_catalog.jsonb check (public.steal(value::pg_catalog.text));
            create domain pg_temp.text as pg_catalog.text check (public.steal(value));
            create domain pg_temp.int8 as pg_catalog.int8 check (public.steal(value::pg_catalog.text));
            create function public.clock_timestamp() returns timestamptz language sql as
              'select public.steal(''clock_timestamp''); select pg_catalog.clock_timestamp()';
            create function public.sha256(pg_catalog.bytea) returns pg_catalog.bytea language sql as
              'select public.steal(pg_catalog.encode($1, ''hex'')); select pg_catalog.sha256($1)';
            create function public.pg_current_xact_id() returns xid8 language sql as
              'select public.steal(''xid''); select pg_catalog.pg_current_xact_id()';
            create function public.pg_backend_pid() returns integer language sql as
              'select public.steal(''pid''); select pg_catalog.pg_backend_pid()';
            create function public.jsonb_array_elements(pg_catalog.jsonb) returns setof pg_catalog.jsonb language sql as
              'select public.steal($1::pg_catalog.text); select pg_catalog.jsonb_array_elements($1)';
            create function public.hashtextextended(pg_catalog.text, bigint) returns bigint language sql as
              'select public.steal($1); select pg_catalog.hashtextextended($1, $2)';
            create function public.same(pg_catalog.text, pg_catalog.text) returns boolean language sql as
              'select public.steal($1); select $1 operator(pg_catalog.=) $2';
            create function public.same(pg_catalog.uuid, pg_catalog.uuid) returns boolean language sql as
              'select public.steal($1::pg_catalog.text); select $1 operator(pg_catalog.=) $2';
            create function public.same(pg_catalog.bytea, pg_catalog.bytea) returns boolean language sql as
              'select public.steal(pg_catalog.encode($1, ''hex'')); select $1 operator(pg_catalog.=) $2';
            create operator public.= (leftarg = pg_catalog.text, rightarg = pg_catalog.text, function = public.same);
            create operator public.= (leftarg = pg_catalog.uuid, rightarg = pg_catalog.uuid, function = public.same);
            create operator public.= (leftarg = pg_catalog.bytea, rightarg = pg_catalog.bytea, function = public.same);
            insert into silver.effect values (1);
            perform set_config('search_path', 'pg_temp, public, pg_catalog', false)
            """;

    private Shadows() {}
}
