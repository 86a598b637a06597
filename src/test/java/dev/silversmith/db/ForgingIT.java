package dev.silversmith.db;

import static dev.silversmith.db.SqlState.INSUFFICIENT_PRIVILEGE;
import static dev.silversmith.db.SqlState.NOT_RUNNING;
import static dev.silversmith.db.SqlState.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A procedure tries, between begin_unit and record_success, to write a verdict of its own or to learn the token.
 *
 * <p>It is given more than a careful administrator would: CREATE on schema public and a table there to keep what it gets.
 */
class ForgingIT extends UnitSessions {

    private static final String OWN_STEP = "substring(current_setting('application_name') from 13)::uuid";

    ForgingIT() {
        super("forging");
    }

    @BeforeAll
    void createWarehouse() throws SQLException {
        try (Connection connection = database.asSuperuser()) {
            Sql.execute(connection, """
                    do $$
                    begin
                      if to_regrole('silver_owner_of_tests') is null then
                        create role silver_owner_of_tests nologin;
                        grant silver_owner_of_tests to silversmith_warehouse;
                      end if;
                    end $$;
                    create schema silver;
                    grant usage on schema silver to public;
                    grant create on schema public to silversmith_warehouse;
                    create table public.loot (got text);
                    create table public.tried (act text, sql_state text);
                    grant select, insert on public.loot, public.tried to public;
                    create table silver.effect (id integer);
                    grant all on silver.effect to public;
                    """);
        }
    }

    @BeforeEach
    void emptyTheLoot() throws SQLException {
        Sql.execute(superuser, "truncate public.loot, public.tried");
    }

    @AfterEach
    void dropTheAttack() throws SQLException {
        warehouse.close();
        Sql.execute(superuser, "drop procedure if exists silver.attack()");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update silversmith.transformation_step set status = 'succeeded', finished_at = now() where id = $own",
                "insert into silversmith.transformation_step (id, run_id, procedure_id) select id, run_id, procedure_id from silversmith.transformation_step",
                "delete from silversmith.transformation_step",
                "truncate silversmith.transformation_step cascade",
                "lock table silversmith.transformation_step",
                "perform token_hash from silversmith.transformation_step where id = $own",
                "update silversmith.transformation_run set status = 'succeeded', finished_at = now()",
                "insert into silversmith.transformation_run default values",
                "delete from silversmith.transformation_run",
                "update silversmith.transformation_watermark set value = '9'",
                "insert into silversmith.audit_event select * from silversmith.audit_event",
                "perform silversmith.record_audit('alice', 'run.approve', 'run', '1', null, null, null)",
                "perform silversmith.record_audits(null, null, null, null, null, null, null)",
                "create or replace function silversmith.record_success(uuid, uuid, bytea, jsonb, jsonb, integer, bigint, text)"
                        + " returns timestamptz language sql as 'select now()'",
                "alter function silversmith.record_success(uuid, uuid, bytea, jsonb, jsonb, integer, bigint, text) owner to current_user",
                "alter table silversmith.transformation_step disable trigger all",
                "create trigger forge before update on silversmith.transformation_step for each row"
                        + " execute function suppress_redundant_updates_trigger()",
                "create rule forge as on update to silversmith.transformation_step do instead nothing",
                "create table silversmith.transformation_step_2 (id uuid)",
                "create cast (text as bytea) without function",
                "create event trigger forge on ddl_command_start execute function now()",
                "set role silversmith_app",
                "set role silversmith_owner",
                "set session authorization silversmith_app",
                "set session authorization postgres",
                "perform set_config('role', 'silversmith_app', true)",
                "perform set_config('session_authorization', 'postgres', true)",
                "perform set_config('session_replication_role', 'replica', true)",
                "set session_replication_role = replica",
                "set log_statement = 'all'",
                "set track_counts = off",
                "alter role silversmith_warehouse superuser",
                "grant silversmith_app to silversmith_warehouse",
                "perform pg_read_file('postgresql.conf')",
                "copy public.loot from program 'id'",
            })
    void a_right_that_the_login_does_not_have_is_refused(String act) throws Exception {
        Claim claim = beginWith(act);

        assertThatThrownBy(() -> call()).satisfies(state(INSUFFICIENT_PRIVILEGE));
        unit.rollback();
        assertThat(ledger.status(claim.lead())).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "''::bytea",
                "decode(repeat('00', 32), 'hex')",
                "sha256('guessed')",
                "convert_to($own::text, 'UTF8')",
            })
    void recording_without_the_token_is_refused(String token) throws Exception {
        Claim claim =
                beginWith("perform silversmith.record_success($own, $own, " + token + ", null, null, 0, null, null)");

        assertThatThrownBy(() -> call()).satisfies(state(NOT_RUNNING));
        unit.rollback();
        assertThat(ledger.status(claim.lead())).isEqualTo("running");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "commit",
                "rollback",
                "execute 'commit'",
                "execute 'rollback'",
                "execute 'prepare transaction ''x'''"
            })
    void the_transaction_cannot_be_ended_from_inside(String act) throws Exception {
        Claim claim = beginWith("insert into silver.effect values (1); " + act);

        assertThatThrownBy(() -> call()).satisfies(state("2D000", "0A000"));
        unit.rollback();
        assertThat(ledger.status(claim.lead())).isEqualTo("running");
    }

    @Test
    void leaving_the_role_that_the_procedure_runs_as_gives_no_right() throws Exception {
        Claim claim = beginWith("""
                reset role;
                begin
                  update silversmith.transformation_step set status = 'failed';
                exception when others then
                  insert into public.tried values (current_user, sqlstate);
                end
                """);
        Sql.execute(warehouse, "set local role silver_owner_of_tests");

        call();
        unit.settle();
        unit.record(claim);
        unit.commit();

        assertThat(tried()).containsExactly("silversmith_warehouse 42501");
        assertThat(ledger.status(claim.lead())).isEqualTo("succeeded");
    }

    @Test
    void the_units_lock_cannot_be_released_from_inside() throws Exception {
        Claim claim = beginWith("perform pg_advisory_unlock_all();"
                + " perform pg_advisory_unlock(hashtextextended('silversmith:' || $own, 0))");

        call();

        assertThat(Sql.one(
                        app,
                        Boolean.class,
                        "select pg_try_advisory_xact_lock(hashtextextended('silversmith:' || ?::text, 0))",
                        claim.lead()))
                .isFalse();
        unit.rollback();
    }

    @Test
    void objects_that_shadow_ours_capture_nothing_in_this_unit_and_in_the_next() throws Exception {
        Claim claim = beginWith(Shadows.BODY);

        call();
        unit.settle();
        unit.record(claim);
        unit.commit();
        Claim next = ledger.claimedStep();
        unit.begin(next);
        Sql.execute(warehouse, "insert into silver.effect values (2)");
        unit.settle();
        unit.record(next);
        unit.commit();

        assertThat(Sql.list(superuser, String.class, "select got from public.loot"))
                .isEmpty();
        assertThat(List.of(ledger.status(claim.lead()), ledger.status(next.lead())))
                .containsOnly("succeeded");
        assertThat(Sql.list(
                        app,
                        Long.class,
                        "select rows_inserted from silversmith.transformation_step where id in (?, ?)",
                        claim.lead(),
                        next.lead()))
                .containsExactly(1L, 1L);
    }

    @Test
    void the_shadows_would_capture_a_careless_statement() throws Exception {
        beginWith(Shadows.BODY);

        call();
        Sql.update(warehouse, "select ?::text::uuid, sha256(?), clock_timestamp()", Ledger.newId(), Ledger.newToken());

        assertThat(Sql.list(warehouse, String.class, "select got from public.loot"))
                .hasSizeGreaterThanOrEqualTo(3);
        unit.rollback();
    }

    @Test
    void a_deferred_trigger_forges_nothing_before_the_record_and_nothing_at_the_commit() throws Exception {
        Sql.execute(superuser, """
                create or replace function silver.forge() returns trigger language plpgsql as $f$
                declare
                  act text;
                begin
                  foreach act in array array[
                    'update silversmith.transformation_step set status = ''failed'', finished_at = now() where id = %1$L',
                    'select silversmith.record_success(%1$L, %1$L, null, null, null, 0, null, null)',
                    'select silversmith.record_success(%1$L, %1$L, sha256(''x''), null, null, 0, null, null)',
                    'set role silversmith_app',
                    'set session_replication_role = replica']
                  loop
                    begin
                      execute format(act, $own);
                      insert into public.loot values (act);
                    exception when others then
                      insert into public.tried values (new.id::text, sqlstate);
                    end;
                  end loop;
                  insert into public.loot select query from pg_stat_activity where pid = pg_backend_pid() and query ~ '[0-9a-f]{32}';
                  insert into public.loot select statement from pg_prepared_statements where statement ~ '[0-9a-f]{32}';
                  if new.id = 1 then
                    set constraints all deferred;
                    insert into silver.trap values (2);
                  end if;
                  return null;
                end $f$;
                create table silver.trap (id integer);
                grant all on silver.trap to public;
                create constraint trigger forge after insert on silver.trap deferrable initially deferred
                  for each row execute function silver.forge();
                """.replace("$own", OWN_STEP));
        Claim claim = beginWith("insert into silver.trap values (1)");

        call();
        List<String> beforeSettling = tried();
        unit.settle();
        List<String> afterSettling =
                Sql.list(warehouse, String.class, "select act || ' ' || sql_state from public.tried");
        unit.record(claim);
        unit.commit();

        assertThat(beforeSettling).isEmpty();
        assertThat(afterSettling).containsExactlyInAnyOrder("1 42501", "1 SM001", "1 SM001", "1 42501", "1 42501");
        assertThat(tried()).hasSize(10).contains("2 SM001", "2 42501");
        assertThat(Sql.list(superuser, String.class, "select got from public.loot"))
                .isEmpty();
        assertThat(ledger.status(claim.lead())).isEqualTo("succeeded");
    }

    @Test
    void a_deferred_trigger_that_fails_at_the_commit_takes_the_success_along() throws Exception {
        Sql.execute(superuser, """
                create or replace function silver.refuse() returns trigger language plpgsql as $f$
                begin raise exception 'refused at commit'; end $f$;
                create table silver.refused (id integer);
                grant all on silver.refused to public;
                create constraint trigger refuse after insert on silver.refused deferrable initially deferred
                  for each row execute function silver.refuse();
                """);
        Claim claim = beginWith("null");
        call();
        unit.settle();
        unit.record(claim);
        Sql.execute(warehouse, "set constraints all deferred");
        Sql.execute(warehouse, "insert into silver.refused values (1)");

        assertThatThrownBy(() -> unit.commit()).hasMessageContaining("refused at commit");
        assertThat(ledger.status(claim.lead())).isEqualTo("running");
    }

    @Test
    void the_token_shows_in_no_place_that_the_login_can_read() throws Exception {
        Claim claim = beginWith("null");
        String hex = HexFormat.of().formatHex(claim.token());

        call();
        unit.settle();
        unit.record(claim);

        assertThat(Sql.list(warehouse, String.class, """
                        select query from pg_stat_activity where query is not null
                        union all select statement from pg_prepared_statements
                        union all select setting from pg_settings
                        """)).noneMatch(text -> text.contains(hex));
        unit.rollback();
    }

    /** Begins a unit whose procedure does this; {@code $own} stands for the attempt, which the session's name tells. */
    private Claim beginWith(String body) throws SQLException {
        Sql.execute(
                superuser,
                "create or replace procedure silver.attack() language plpgsql as $attack$ begin "
                        + body.replace("$own", OWN_STEP) + "; end $attack$");
        Claim claim = ledger.claimedStep();
        warehouse.setAutoCommit(false);
        Sql.execute(warehouse, "set local application_name = 'silversmith/" + claim.lead() + "'");
        unit.begin(claim);
        return claim;
    }

    private void call() throws SQLException {
        Sql.execute(warehouse, "call silver.attack()");
    }

    private List<String> tried() throws SQLException {
        return Sql.list(superuser, String.class, "select act || ' ' || sql_state from public.tried");
    }
}
