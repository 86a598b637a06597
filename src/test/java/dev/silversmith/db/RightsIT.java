package dev.silversmith.db;

import static dev.silversmith.db.SqlState.INSUFFICIENT_PRIVILEGE;
import static dev.silversmith.db.SqlState.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each role may do in the product's schemas: asked of PostgreSQL for every object there, so that a new one is covered. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsIT {

    private static final String RELATION_RIGHTS = """
            select p.privilege || ' ' || c.oid::regclass
              from pg_class c
             cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p (privilege)
             where c.relnamespace in ('silversmith'::regnamespace, 'batch'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm', 'f')
               and (has_table_privilege(?, c.oid, p.privilege)
                    or p.privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') and has_any_column_privilege(?, c.oid, p.privilege))
             order by 1
            """;

    private static final String FUNCTION_RIGHTS = """
            select p.proname::text from pg_proc p
             where p.pronamespace in ('silversmith'::regnamespace, 'batch'::regnamespace) and has_function_privilege(?, p.oid, 'EXECUTE')
             order by 1
            """;

    private TestDatabase database;
    private Connection superuser;
    private Connection app;
    private Connection warehouse;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("rights");
        superuser = database.asSuperuser();
        app = database.asApp();
        warehouse = database.asWarehouse();
    }

    @AfterAll
    void disconnect() throws SQLException {
        superuser.close();
        app.close();
        warehouse.close();
    }

    @Test
    void the_warehouse_login_may_execute_the_recording_functions_and_nothing_else() throws Exception {
        assertThat(relationRights(TestDatabase.WAREHOUSE)).isEmpty();
        assertThat(sequenceRights(TestDatabase.WAREHOUSE)).isEmpty();
        assertThat(functionRights(TestDatabase.WAREHOUSE))
                .containsExactly("begin_refresh", "begin_unit", "record_refresh", "record_success", "unit_counters");
        assertThat(schemaRights(TestDatabase.WAREHOUSE)).containsExactly("USAGE silversmith");
    }

    @Test
    void the_public_may_nothing() throws Exception {
        assertThat(relationRights("public")).isEmpty();
        assertThat(sequenceRights("public")).isEmpty();
        assertThat(functionRights("public")).isEmpty();
        assertThat(schemaRights("public")).isEmpty();
    }

    @Test
    void the_reader_may_read_the_views_and_nothing_else() throws Exception {
        assertThat(relationRights("silversmith_reader"))
                .containsExactly(
                        "SELECT silversmith.v_failure",
                        "SELECT silversmith.v_freshness",
                        "SELECT silversmith.v_procedure_metrics",
                        "SELECT silversmith.v_queue",
                        "SELECT silversmith.v_run",
                        "SELECT silversmith.v_runnable",
                        "SELECT silversmith.v_step",
                        "SELECT silversmith.v_watermark");
        assertThat(sequenceRights("silversmith_reader")).isEmpty();
        assertThat(functionRights("silversmith_reader")).isEmpty();
        assertThat(schemaRights("silversmith_reader")).containsExactly("USAGE silversmith");
    }

    @Test
    void the_control_login_changes_rows_and_no_table() throws Exception {
        assertThat(relationRights(TestDatabase.APP))
                .noneMatch(right -> right.startsWith("TRUNCATE ")
                        || right.startsWith("REFERENCES ")
                        || right.startsWith("TRIGGER "));
        assertThat(schemaRights(TestDatabase.APP)).containsExactly("USAGE batch", "USAGE silversmith");
        assertThat(functionRights(TestDatabase.APP))
                .containsExactly(
                        "cancel_watermark_reset",
                        "decide_run",
                        "decide_watermark_reset",
                        "drop_log_partitions",
                        "expire_watermark_resets",
                        "fold_metrics",
                        "make_log_partitions",
                        "purge_runs",
                        "record_audit",
                        "record_audits",
                        "request_watermark_reset");
    }

    @Test
    void the_control_login_reads_the_audit_trail_and_has_no_other_right_on_it() throws Exception {
        assertThat(relationRights(TestDatabase.APP))
                .filteredOn(right -> right.contains("audit"))
                .containsExactly("SELECT silversmith.audit_event", "SELECT silversmith.audit_head");
    }

    @Test
    void the_control_login_cannot_give_an_idempotency_key_back() throws Exception {
        assertThat(relationRights(TestDatabase.APP))
                .filteredOn(right -> right.contains("idempotency_key"))
                .containsExactly("SELECT silversmith.idempotency_key");
    }

    @Test
    void the_control_login_sets_no_watermark_and_writes_no_request_to_set_one() throws Exception {
        assertThat(relationRights(TestDatabase.APP))
                .filteredOn(right -> right.contains("watermark_reset"))
                .containsExactly("SELECT silversmith.watermark_reset");
        assertThat(Sql.list(superuser, String.class, """
                        select a.attname::text
                          from pg_attribute a
                         where a.attrelid = 'silversmith.transformation_watermark'::regclass and a.attnum > 0
                           and has_column_privilege(?, a.attrelid, a.attnum, 'UPDATE')
                         order by 1
                        """, TestDatabase.APP))
                .doesNotContain("value", "advanced_at", "advanced_by_step_id", "procedure_id", "id")
                .contains("initial_value", "declared");
    }

    @Test
    void the_control_login_only_reads_what_is_counted() throws Exception {
        assertThat(relationRights(TestDatabase.APP))
                .filteredOn(right -> right.contains("metric_"))
                .hasSize(12)
                .allMatch(right -> right.startsWith("SELECT "));
    }

    @Test
    void the_control_login_only_reads_the_history_of_the_schema() throws Exception {
        assertThat(relationRights(TestDatabase.APP))
                .filteredOn(right -> right.contains("flyway"))
                .containsExactly("SELECT silversmith.flyway_schema_history");
    }

    @Test
    void the_control_login_reads_and_writes_every_other_table() throws Exception {
        assertThat(Sql.list(
                        superuser,
                        String.class,
                        """
                        select c.oid::regclass::text
                          from pg_class c
                         where c.relnamespace in ('silversmith'::regnamespace, 'batch'::regnamespace)
                           and c.relkind in ('r', 'p') and not c.relispartition
                           and c.relname not like 'metric_%'
                           and c.relname not in ('audit_event', 'audit_head', 'flyway_schema_history', 'idempotency_key', 'policy', 'transformation_run',
                                                 'transformation_step', 'refresh_execution', 'transformation_watermark',
                                                 'watermark_reset')
                           and not (has_table_privilege(?, c.oid, 'SELECT') and has_table_privilege(?, c.oid, 'INSERT')
                                    and has_table_privilege(?, c.oid, 'UPDATE') and has_table_privilege(?, c.oid, 'DELETE'))
                        """,
                        TestDatabase.APP,
                        TestDatabase.APP,
                        TestDatabase.APP,
                        TestDatabase.APP))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {TestDatabase.APP, TestDatabase.WAREHOUSE})
    void the_logins_own_nothing(String login) throws Exception {
        assertThat(Sql.list(superuser, Object.class, """
                        select d.objid from pg_shdepend d
                         where d.refobjid = ?::regrole::oid and d.deptype = 'o'
                           and (d.dbid = 0 or d.dbid = (select oid from pg_database where datname = current_database()))
                        """, login)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {TestDatabase.APP, TestDatabase.WAREHOUSE, TestDatabase.MIGRATE, "silversmith_owner"})
    void no_role_has_an_attribute_of_a_superuser(String role) throws Exception {
        assertThat(Sql.one(
                        superuser,
                        Boolean.class,
                        "select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls from pg_roles where rolname = ?",
                        role))
                .isFalse();
    }

    @Test
    void only_the_migration_login_may_become_the_owner() throws Exception {
        assertThat(Sql.list(superuser, String.class, """
                        select rolname::text from pg_roles
                         where rolname like 'silversmith%' and rolname <> 'silversmith_owner'
                           and pg_has_role(oid, 'silversmith_owner', 'MEMBER')
                        """)).containsExactly(TestDatabase.MIGRATE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "silversmith_app | create table silversmith.t (id integer)",
                "silversmith_app | create table batch.t (id integer)",
                "silversmith_app | create table public.t (id integer)",
                "silversmith_app | create schema mine",
                "silversmith_app | create function silversmith.f() returns integer language sql as 'select 1'",
                "silversmith_app | alter table silversmith.transformation_run drop constraint full_refresh_needs_a_second_person",
                "silversmith_app | drop table silversmith.transformation_run",
                "silversmith_app | truncate silversmith.transformation_run cascade",
                "silversmith_app | create trigger t after insert on silversmith.transformation_run execute function suppress_redundant_updates_trigger()",
                "silversmith_app | update silversmith.transformation_watermark set value = null",
                "silversmith_app | update silversmith.transformation_watermark set advanced_at = now()",
                "silversmith_app | update silversmith.transformation_watermark set procedure_id = id",
                "silversmith_app | insert into silversmith.transformation_watermark (id, value) values (gen_random_uuid(), '1')",
                "silversmith_app | insert into silversmith.watermark_reset (id) values (gen_random_uuid())",
                "silversmith_app | update silversmith.watermark_reset set to_value = null",
                "silversmith_app | delete from silversmith.watermark_reset",
                "silversmith_app | select silversmith.set_watermark(null, null, 'me')",
                "silversmith_app | truncate silversmith.transformation_watermark",
                "silversmith_warehouse | select silversmith.request_watermark_reset(null, null, null, null, null)",
                "silversmith_app | delete from silversmith.idempotency_key",
                "silversmith_app | insert into silversmith.metric_delta (subject, mode, status, ended_at, imported) values ('run', 'full', 'failed', now(), false)",
                "silversmith_app | update silversmith.metric_step set ended = 0",
                "silversmith_app | select silversmith.compute_quantiles(null)",
                "silversmith_warehouse | select silversmith.fold_metrics(1)",
                "silversmith_warehouse | delete from silversmith.metric_delta",
                "silversmith_app | update silversmith.idempotency_key set idempotency_key = 'free again'",
                "silversmith_app | alter table silversmith.transformation_run disable trigger transformation_run_spends_key",
                "silversmith_app | set role silversmith_owner",
                "silversmith_app | set session_replication_role = replica",
                "silversmith_warehouse | create table silversmith.t (id integer)",
                "silversmith_warehouse | create table batch.t (id integer)",
                "silversmith_warehouse | create table public.t (id integer)",
                "silversmith_warehouse | create function silversmith.record_success() returns integer language sql as 'select 1'",
                "silversmith_warehouse | set role silversmith_owner",
                "silversmith_warehouse | set role silversmith_app",
                "silversmith_warehouse | select * from silversmith.transformation_step",
                "silversmith_warehouse | select * from silversmith.v_step",
                "silversmith_warehouse | select * from batch.wlpjobinstance",
                "silversmith_warehouse | select silversmith.record_audit('a', 'b', 'c', 'd', null, null, null)",
                "silversmith_warehouse | select silversmith.drop_log_partitions(1)",
            })
    void what_is_not_granted_is_refused(String login, String statement) {
        Connection connection = login.equals(TestDatabase.APP) ? app : warehouse;

        assertThatThrownBy(() -> Sql.execute(connection, statement)).satisfies(state(INSUFFICIENT_PRIVILEGE));
    }

    @Test
    void every_definer_function_pins_its_search_path() throws Exception {
        List<String> loose = Sql.list(superuser, String.class, """
                select p.oid::regprocedure::text || ' ' || coalesce(p.proconfig::text, '')
                  from pg_proc p
                 where p.prosecdef and p.pronamespace in ('silversmith'::regnamespace, 'batch'::regnamespace)
                   and not coalesce('search_path=pg_catalog, silversmith, pg_temp' = any (p.proconfig), false)
                """);

        assertThat(loose).isEmpty();
    }

    @Test
    void every_other_function_looks_nothing_up_where_a_caller_could_put_something() throws Exception {
        assertThat(Sql.list(superuser, String.class, """
                        select p.oid::regprocedure::text from pg_proc p
                         where not p.prosecdef and p.pronamespace = 'silversmith'::regnamespace
                           and not coalesce(p.proconfig && array['search_path=pg_catalog, pg_temp',
                                                                 'search_path=pg_catalog, silversmith, pg_temp'], false)
                        """)).isEmpty();
    }

    private List<String> relationRights(String role) throws SQLException {
        return Sql.list(superuser, String.class, RELATION_RIGHTS, role, role);
    }

    private List<String> functionRights(String role) throws SQLException {
        return Sql.list(superuser, String.class, FUNCTION_RIGHTS, role);
    }

    private List<String> sequenceRights(String role) throws SQLException {
        return Sql.list(superuser, String.class, """
                select p.privilege || ' ' || c.oid::regclass
                  from pg_class c cross join unnest(array['USAGE', 'SELECT', 'UPDATE']) p (privilege)
                 where c.relnamespace in ('silversmith'::regnamespace, 'batch'::regnamespace) and c.relkind = 'S'
                   and has_sequence_privilege(?, c.oid, p.privilege)
                """, role);
    }

    private List<String> schemaRights(String role) throws SQLException {
        return Sql.list(superuser, String.class, """
                select p.privilege || ' ' || n.nspname
                  from pg_namespace n cross join unnest(array['USAGE', 'CREATE']) p (privilege)
                 where n.nspname in ('silversmith', 'batch') and has_schema_privilege(?, n.oid, p.privilege)
                 order by 1
                """, role);
    }
}
