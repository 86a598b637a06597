package dev.silversmith.db;

import static dev.silversmith.db.TableStat.readOnly;
import static dev.silversmith.db.TableStat.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import java.io.IOException;
import java.io.StringReader;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Rows per table as PostgreSQL itself counted them in the unit's transaction. */
class CountersIT extends CountedTables {

    CountersIT() {
        super("counters");
    }

    @Test
    void rows_inserted_updated_and_deleted_are_counted_exactly() throws Exception {
        begin();

        execute("insert into silver.plain select generate_series(1001, 2000)");
        execute("update silver.plain set id = -id where id between 1001 and 1010");
        execute("delete from silver.plain where id between 1011 and 1015");

        assertThat(unit.counters()).containsExactly(written("silver.plain", 1000, 10, 5));
    }

    @Test
    void tables_come_in_the_order_of_their_names_and_a_source_is_only_read() throws Exception {
        begin();

        execute("insert into silver.target select id, name from silver.source where id > 50");

        assertThat(unit.counters()).containsExactly(readOnly("silver.source"), written("silver.target", 50, 0, 0));
    }

    @Test
    void the_next_transaction_of_a_session_shows_only_its_own_rows() throws Exception {
        Claim claim = begin();
        execute("insert into silver.plain values (1), (2), (3)");
        unit.record(claim);
        unit.commit();

        begin();
        execute("insert into silver.target values (1001, 'one')");
        execute("delete from silver.plain where id = 50");

        assertThat(unit.counters())
                .containsExactly(written("silver.plain", 0, 0, 1), written("silver.target", 1, 0, 0));
    }

    @Test
    void rows_of_a_rolled_back_transaction_do_not_show_in_the_next() throws Exception {
        begin();
        execute("insert into silver.plain values (1), (2), (3)");
        unit.rollback();

        begin();
        execute("insert into silver.plain values (4)");

        assertThat(unit.counters()).containsExactly(written("silver.plain", 1, 0, 0));
    }

    @Test
    void rows_of_a_transaction_that_failed_do_not_show_in_the_next() throws Exception {
        begin();
        execute("insert into silver.plain values (1), (2), (3)");
        assertThat(fails("insert into silver.target values (1, 'twice')")).contains("target_pkey");
        unit.rollback();

        begin();
        execute("insert into silver.plain values (4)");

        assertThat(unit.counters()).containsExactly(written("silver.plain", 1, 0, 0));
    }

    @Test
    void rows_of_a_statement_between_two_units_stay_out_once_they_are_flushed() throws Exception {
        execute("insert into silver.plain values (1), (2), (3)");
        execute("select pg_catalog.pg_stat_force_next_flush()");

        begin();
        execute("insert into silver.plain values (4)");

        assertThat(unit.counters()).containsExactly(written("silver.plain", 1, 0, 0));
    }

    @Test
    void merge_counts_each_of_its_actions() throws Exception {
        begin();

        execute("""
                merge into silver.target t using silver.source s on s.id = t.id
                when matched and t.id <= 10 then delete
                when matched then update set name = upper(s.name)
                when not matched and s.id <= 80 then insert values (s.id, s.name)
                """);

        assertThat(unit.counters()).containsExactly(readOnly("silver.source"), written("silver.target", 30, 40, 10));
    }

    @Test
    void an_upsert_counts_inserts_and_updates_apart() throws Exception {
        begin();

        execute("""
                insert into silver.target select id, upper(name) from silver.source where id between 41 and 60
                on conflict (id) do update set name = excluded.name
                """);

        assertThat(unit.counters()).contains(written("silver.target", 10, 10, 0));
    }

    @Test
    void copy_is_counted() throws Exception {
        begin();

        copy("copy silver.plain from stdin", "1\n2\n3\n");

        assertThat(unit.counters()).containsExactly(written("silver.plain", 3, 0, 0));
    }

    @Test
    void a_table_made_from_a_query_counts_its_rows_as_inserted_and_not_as_truncated() throws Exception {
        begin();

        execute("create table silver.made as select * from silver.source");

        assertThat(unit.counters()).containsExactly(written("silver.made", 100, 0, 0), readOnly("silver.source"));
    }

    @Test
    void temporary_tables_are_left_out() throws Exception {
        begin();

        execute("create temp table scratch as select * from silver.source");
        execute("update scratch set name = ''");

        assertThat(unit.counters()).containsExactly(readOnly("silver.source"));
    }

    @Test
    void unlogged_tables_are_counted() throws Exception {
        Sql.execute(owner, "create unlogged table silver.staging (id integer)");
        begin();

        execute("insert into silver.staging select generate_series(1, 20)");

        assertThat(unit.counters()).containsExactly(written("silver.staging", 20, 0, 0));
    }

    @Test
    void partitions_of_every_level_are_summed_to_their_root() throws Exception {
        Sql.execute(owner, """
                create table silver.fact (day integer, region text, amount integer) partition by range (day);
                create table silver.fact_1 partition of silver.fact for values from (0) to (10);
                create table silver.fact_2 partition of silver.fact for values from (10) to (20) partition by list (region);
                create table silver.fact_2_eu partition of silver.fact_2 for values in ('eu');
                create table silver.fact_2_us partition of silver.fact_2 for values in ('us');
                """);
        begin();

        execute("insert into silver.fact select n, 'eu', 1 from generate_series(0, 19) n");
        execute("insert into silver.fact_2_us values (12, 'us', 1)");
        execute("delete from silver.fact_1 where day < 3");
        execute("update silver.fact set amount = 2 where day = 15");

        assertThat(unit.counters()).singleElement().satisfies(fact -> {
            assertThat(fact.table()).isEqualTo("silver.fact");
            assertThat(List.of(fact.inserted(), fact.updated(), fact.deleted())).containsExactly(21L, 1L, 3L);
            assertThat(fact.truncated()).isFalse();
        });
    }

    @Test
    void dynamic_sql_is_counted() throws Exception {
        begin();

        execute("""
                do $$ begin execute format('insert into %I.%I select id from silver.%s', 'silver', 'plain', 'source'); end $$
                """);

        assertThat(unit.counters()).containsExactly(written("silver.plain", 100, 0, 0), readOnly("silver.source"));
    }

    @Test
    void rows_written_by_a_trigger_are_counted_on_the_table_that_it_writes() throws Exception {
        Sql.execute(owner, """
                create function silver.note() returns trigger language plpgsql as $$
                begin insert into silver.plain values (new.id); return null; end $$;
                create trigger note after insert on silver.target for each row execute function silver.note();
                """);
        begin();

        execute("insert into silver.target select n, '' from generate_series(101, 107) n");

        assertThat(unit.counters())
                .containsExactly(written("silver.plain", 7, 0, 0), written("silver.target", 7, 0, 0));
    }

    @Test
    void names_that_need_quotes_are_quoted() throws Exception {
        Sql.execute(owner, "create table silver.\"Order \"\"x\"\"\" (id integer)");
        begin();

        execute("insert into silver.\"Order \"\"x\"\"\" values (1)");

        assertThat(unit.counters()).containsExactly(written("silver.\"Order \"\"x\"\"\"", 1, 0, 0));
    }

    @Test
    void a_view_and_a_materialized_view_that_are_read_are_listed() throws Exception {
        Sql.execute(owner, """
                create view silver.names as select name from silver.source;
                create materialized view silver.names_kept as select name from silver.source;
                """);
        begin();

        execute("select * from silver.names");
        execute("select * from silver.names_kept");

        assertThat(unit.counters())
                .containsExactly(readOnly("silver.names"), readOnly("silver.names_kept"), readOnly("silver.source"));
    }

    @Test
    void nothing_touched_is_an_empty_list() throws Exception {
        begin();

        execute("select 1");

        assertThat(unit.counters()).isEmpty();
    }

    @Test
    void tables_of_the_product_are_never_listed() throws Exception {
        Claim claim = begin();
        execute("insert into silver.plain values (1)");
        unit.record(claim);

        assertThat(unit.counters()).containsExactly(written("silver.plain", 1, 0, 0));
    }

    @Test
    void nothing_is_measured_where_the_server_does_not_count() throws Exception {
        superuser.setAutoCommit(false);
        Sql.execute(superuser, "set track_counts = off");

        assertThat(new Unit(superuser).countersAsText()).isNull();
    }

    private void copy(String sql, String rows) throws SQLException, IOException {
        warehouse.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new StringReader(rows));
    }
}
