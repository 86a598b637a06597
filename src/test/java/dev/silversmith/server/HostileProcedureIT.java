package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Procedures that leave a mess behind, or try to forge what is recorded of them. */
@ArquillianTest
class HostileProcedureIT {

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    @Test
    void what_a_procedure_leaves_in_its_session_does_not_reach_the_next_one() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("a_messy", "other", List.of(), """
                    perform set_config('search_path', 'pg_catalog', false);
                    perform set_config('statement_timeout', '5s', false);
                    perform set_config('silversmith.leak', 'leaked', false);
                    create temp table leftover (id int);
                    perform pg_advisory_lock(4711);
                    execute 'listen leftover';
                    """);
            warehouse.procedure("b_next", "other", List.of("a_messy"), """
                    if to_regclass('pg_temp.leftover') is not null then raise exception 'a temp table is left'; end if;
                    if current_setting('statement_timeout') <> '0' then raise exception 'a timeout is left'; end if;
                    if current_setting('search_path') = 'pg_catalog' then raise exception 'a search path is left'; end if;
                    if coalesce(current_setting('silversmith.leak', true), '') <> '' then raise exception 'a setting is left'; end if;
                    if exists (select from pg_locks where locktype = 'advisory' and objid = 4711) then raise exception 'a lock is left'; end if;
                    if exists (select from pg_listening_channels()) then raise exception 'a channel is left'; end if;
                    """).register();

            JsonObject run = warehouse.run(", \"maxParallel\": 1");
            Map<String, JsonObject> steps = warehouse.steps(run);

            assertThat(steps.get("a_messy").get("error")).isEqualTo(jakarta.json.JsonValue.NULL);
            assertThat(steps.get("b_next").get("error")).isEqualTo(jakarta.json.JsonValue.NULL);
            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(Sql.list(
                            warehouse.connection(),
                            Integer.class,
                            "select distinct backend_pid from silversmith.transformation_step where run_id = ?::uuid",
                            run.getString("id")))
                    .as("both on the same pooled session")
                    .hasSize(1);
        }
    }

    /** Each attack is tried, its refusal swallowed, and then the procedure fails: its failure must stand. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "update silversmith.transformation_step set status = 'succeeded'",
                "insert into silversmith.transformation_run (id) values (gen_random_uuid())",
                "delete from silversmith.audit_event",
                "perform silversmith.record_success(s.id, s.id, decode('00', 'hex'), '[]', '[]', 0, null, null)"
                        + " from (select substr(current_setting('application_name'), 13)::uuid as id) s",
                "perform silversmith.record_audit('x', 'x', 'x', 'x', null, null, null)",
                "reset role; reset session authorization; update silversmith.transformation_step set status = 'succeeded'",
                "set role silversmith_app; update silversmith.transformation_step set status = 'succeeded'",
                "set session authorization silversmith_app",
                "set session_replication_role = replica",
                "execute 'deallocate all'; execute 'prepare \"S_1\" as select 1'; execute 'prepare s_commit as select 1'",
                "create temp table transformation_step (id uuid, status text)",
            })
    void a_procedure_that_fails_cannot_make_itself_succeed(String attack) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .procedure(
                            "forger",
                            "other",
                            List.of(),
                            "begin %s; exception when others then raise notice 'refused: %%', sqlerrm; end; raise exception 'failed in truth';"
                                    .formatted(attack))
                    .register();

            JsonObject run = warehouse.run("");
            JsonObject step = warehouse.steps(run).get("forger");

            assertThat(step.getString("status")).isEqualTo("failed");
            assertThat(step.getJsonObject("error").getString("message")).isEqualTo("failed in truth");
            assertThat(run.getString("status")).isEqualTo("failed");
            assertThat(warehouse.ledger()).isEmpty();
        }
    }

    @Test
    void a_procedure_that_raises_our_own_sqlstate_has_failed_like_any_other() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .procedure("liar", "other", List.of(), "raise exception 'given up?' using errcode = 'SM001';")
                    .register();

            JsonObject step = warehouse.steps(warehouse.run("")).get("liar");

            assertThat(step.getString("status")).isEqualTo("failed");
            assertThat(step.getJsonObject("error").getString("message")).isEqualTo("given up?");
        }
    }

    /** Each trick succeeds, and so must the step: what it shadows is not what we use, and its commit is a real one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "execute 'deallocate all'; for i in 1..20 loop execute format('prepare %I as select 1', 'S_' || i); end loop",
                "execute 'prepare commit as select 1'",
                "create domain pg_temp.uuid as text check (false); create domain pg_temp.jsonb as text check (false)",
                "create temp table transformation_step (id int); create temp view pg_class as select 1 as oid",
                "perform set_config('search_path', '$s, pg_temp, pg_catalog', false)",
                "set local synchronous_commit = off; set transform_null_equals = on",
                "perform set_config('role', 'none', false)",
            })
    void a_procedure_that_shadows_our_names_captures_nothing(String trick) throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.sql("""
                    create function $s.clock_timestamp() returns timestamptz language plpgsql as $$
                      begin insert into $s.ledger (name) values ('captured'); return now(); end $$;
                    create function $s.same(text, text) returns boolean language plpgsql as $$
                      begin insert into $s.ledger (name) values ('captured'); return true; end $$;
                    create operator $s.= (leftarg = text, rightarg = text, function = $s.same);
                    """);
            warehouse.procedure("shadow", "other", List.of(), trick.replace("$s", warehouse.schema()) + ";");
            warehouse.procedure("next", "other", List.of("shadow"), "").register();

            JsonObject run = warehouse.run(", \"maxParallel\": 1");

            assertThat(warehouse.steps(run).get("shadow").get("error")).isEqualTo(jakarta.json.JsonValue.NULL);
            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("shadow", "next");
        }
    }

    @Test
    void a_deferred_trigger_sees_no_token_and_cannot_forge() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .sql("create table $s.spy (query text, refused text)")
                    .sql("create table $s.watched (id int)")
                    .sql("""
                            create function $s.spy() returns trigger language plpgsql as $f$
                            declare
                              why text;
                            begin
                              begin
                                update silversmith.transformation_step set rows_inserted = 1000000;
                              exception when others then
                                why := sqlstate;
                              end;
                              insert into $s.spy
                                select current_query() || ' / ' || coalesce(string_agg(a.query, ' / '), ''), why
                                  from pg_stat_activity a where a.pid = pg_backend_pid();
                              perform set_config('search_path', 'pg_temp', false);
                              perform set_config('statement_timeout', '1ms', false);
                              return null;
                            end $f$;
                            create constraint trigger spy after insert on $s.watched deferrable initially deferred
                              for each row execute function $s.spy();
                            grant all on all tables in schema $s to silversmith_warehouse;
                            """);
            warehouse
                    .procedure(
                            "watched",
                            "other",
                            List.of(),
                            "insert into %s.watched values (1);".formatted(warehouse.schema()))
                    .register();

            JsonObject run = warehouse.run("");

            assertThat(run.getString("status")).isEqualTo("succeeded");
            Map<String, Object> spy = Sql.row(warehouse.connection(), "select * from " + warehouse.schema() + ".spy");
            assertThat(spy.get("query").toString())
                    .containsIgnoringCase("set constraints")
                    .doesNotContain("record_success");
            assertThat(spy).containsEntry("refused", "42501");
            assertThat(warehouse.steps(run).get("watched").getInt("rowsInserted"))
                    .as("ledger, watched and spy")
                    .isEqualTo(3);
        }
    }
}
