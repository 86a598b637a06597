package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a procedure leaves on its session, and that the statement between two units takes all of it away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionResetIT {

    /** As the engine sends it, in one execute, outside a transaction. */
    private static final String RESET = "RESET SESSION AUTHORIZATION; RESET ALL; CLOSE ALL; UNLISTEN *;"
            + " SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES; DEALLOCATE ALL";

    /** Everything of a session that outlives a transaction, one line each. */
    private static final String STATE = """
            select 'setting ' || name || '=' || setting from pg_catalog.pg_settings
             where source = 'session' and name not in ('transaction_isolation', 'transaction_read_only', 'transaction_deferrable')
            union all select 'user ' || current_user || '/' || session_user
            union all select 'cursor ' || name from pg_catalog.pg_cursors where is_holdable
            union all select 'channel ' || c from pg_catalog.pg_listening_channels() c
            union all select 'statement ' || name from pg_catalog.pg_prepared_statements where from_sql
            union all select 'lock ' || objid from pg_catalog.pg_locks where pid = pg_catalog.pg_backend_pid() and locktype = 'advisory'
            union all select 'temporary ' || relname from pg_catalog.pg_class
                       where relnamespace = pg_catalog.pg_my_temp_schema() and relkind = 'r'
            union all select 'temporary ' || typname from pg_catalog.pg_type
                       where typnamespace = pg_catalog.pg_my_temp_schema() and typtype = 'd'
            union all select 'temporary ' || proname from pg_catalog.pg_proc where pronamespace = pg_catalog.pg_my_temp_schema()
            """;

    private TestDatabase database;
    private Connection warehouse;

    @BeforeAll
    void createDatabase() throws SQLException {
        database = TestDatabase.fresh("session_reset");
        try (Connection superuser = database.asSuperuser()) {
            Sql.execute(superuser, """
                    do $$
                    begin
                      if to_regrole('silver_role_of_tests') is null then
                        create role silver_role_of_tests nologin;
                        grant silver_role_of_tests to silversmith_warehouse;
                      end if;
                    end $$;
                    create schema silver;
                    grant usage on schema silver to public;
                    create sequence silver.number;
                    grant usage on sequence silver.number to public;
                    create procedure silver.litter() language plpgsql as $p$
                    begin
                      perform set_config('search_path', 'pg_temp, public', false);
                      perform set_config('statement_timeout', '200ms', false);
                      perform set_config('lock_timeout', '200ms', false);
                      perform set_config('application_name', 'somebody else', false);
                      perform set_config('default_transaction_read_only', 'on', false);
                      perform set_config('default_transaction_isolation', 'serializable', false);
                      perform set_config('work_mem', '64kB', false);
                      perform set_config('my.variable', 'remembered', false);
                      execute 'set session characteristics as transaction read only';
                      execute 'create temp table scratch (id integer)';
                      execute 'create domain pg_temp.uuid as pg_catalog.uuid';
                      execute 'create function pg_temp.f() returns integer language sql as ''select 1''';
                      perform pg_catalog.pg_advisory_lock(1);
                      perform pg_catalog.pg_advisory_lock(1);
                      perform pg_catalog.pg_advisory_lock_shared(2);
                      execute 'listen gossip';
                      execute 'prepare plan as select 1';
                      execute 'declare held cursor with hold for select 1';
                      perform pg_catalog.nextval('silver.number');
                      execute 'set role silver_role_of_tests';
                    end $p$;
                    """);
        }
    }

    @BeforeEach
    void connect() {
        warehouse = database.asWarehouse();
    }

    @AfterEach
    void disconnect() throws SQLException {
        warehouse.close();
    }

    @Test
    void a_procedure_can_leave_much_behind() throws Exception {
        Sql.execute(warehouse, "call silver.litter()");

        assertThat(state())
                .contains(
                        "setting search_path=pg_temp, public",
                        "setting statement_timeout=200",
                        "user silver_role_of_tests/silversmith_warehouse",
                        "cursor held",
                        "channel gossip",
                        "statement plan",
                        "lock 1",
                        "lock 2",
                        "temporary scratch",
                        "temporary uuid",
                        "temporary f");
    }

    @Test
    void the_reset_takes_all_of_it_away() throws Exception {
        Sql.execute(warehouse, RESET);
        List<String> clean = state();

        Sql.execute(warehouse, "call silver.litter()");
        Sql.execute(warehouse, RESET);

        assertThat(state()).isEqualTo(clean).contains("user silversmith_warehouse/silversmith_warehouse");
        assertThat(Sql.one(warehouse, String.class, "select current_setting('my.variable', true)"))
                .isNullOrEmpty();
        assertThatThrownBy(() -> Sql.execute(warehouse, "select lastval()")).hasMessageContaining("not yet defined");
    }

    @Test
    void the_reset_cleans_up_after_a_rolled_back_unit() throws Exception {
        Sql.execute(warehouse, RESET);
        List<String> clean = state();

        warehouse.setAutoCommit(false);
        Sql.execute(warehouse, "call silver.litter()");
        warehouse.rollback();
        warehouse.setAutoCommit(true);
        assertThat(state()).contains("lock 1", "lock 2");
        Sql.execute(warehouse, RESET);

        assertThat(state()).isEqualTo(clean);
    }

    @Test
    void a_unit_runs_on_a_session_that_was_reset() throws Exception {
        Sql.execute(warehouse, "call silver.litter()");
        Sql.execute(warehouse, RESET);

        try (Connection app = database.asApp()) {
            Ledger ledger = new Ledger(app);
            Claim claim = ledger.claimedStep();
            Unit unit = new Unit(warehouse);
            unit.begin(claim);
            unit.record(claim);
            unit.commit();

            assertThat(ledger.status(claim.lead())).isEqualTo("succeeded");
        }
    }

    private List<String> state() throws SQLException {
        return Sql.list(warehouse, String.class, STATE).stream()
                .sorted()
                .distinct()
                .toList();
    }
}
