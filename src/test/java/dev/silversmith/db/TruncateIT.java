package dev.silversmith.db;

import static dev.silversmith.db.TableStat.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.silversmith.testing.Sql;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL counts no row of a TRUNCATE and forgets what it counted before: the counters say so, and only then. */
class TruncateIT extends CountedTables {

    TruncateIT() {
        super("truncate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"silver.target", "silver.source", "silver.plain"})
    void a_truncated_table_is_flagged(String table) throws Exception {
        begin();

        execute("truncate " + table);

        assertThat(unit.counters()).containsExactly(written(table, 0, 0, 0).alsoTruncated());
    }

    @ParameterizedTest
    @ValueSource(strings = {"silver.target (id)", "silver.source (id)", "silver.plain (id)"})
    void a_table_that_is_truncated_filled_and_analyzed_is_flagged_with_the_rows_that_came_after(String table)
            throws Exception {
        begin();

        execute("insert into " + table + " select generate_series(501, 510)");
        execute("truncate " + table.replace("(id)", ""));
        execute("insert into " + table + " select generate_series(1, 30)");
        execute("analyze " + table.replace("(id)", ""));

        assertThat(unit.counters()).singleElement().satisfies(stat -> {
            assertThat(stat.truncated()).isTrue();
            assertThat(stat.inserted()).isEqualTo(30);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"silver.target", "silver.source", "silver.plain"})
    void a_table_that_was_truncated_before_is_flagged_again(String table) throws Exception {
        Sql.execute(owner, "truncate " + table);
        begin();

        execute("truncate " + table);

        assertThat(unit.counters()).containsExactly(written(table, 0, 0, 0).alsoTruncated());
    }

    @Test
    void a_truncate_inside_an_exception_block_is_flagged() throws Exception {
        begin();

        execute("do $$ begin begin truncate silver.target; exception when others then null; end; end $$");

        assertThat(unit.counters()).singleElement().satisfies(t -> assertThat(t.truncated())
                .isTrue());
    }

    @Test
    void a_truncate_that_was_taken_back_is_not_flagged() throws Exception {
        begin();

        execute("do $$ begin begin truncate silver.target; raise 'no'; exception when others then null; end; end $$");
        execute("insert into silver.target values (1001, 'one')");

        assertThat(unit.counters()).containsExactly(written("silver.target", 1, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lock table silver.%s in access exclusive mode",
                "alter table silver.%s add column note text",
                "alter table silver.%s add constraint positive check (id > 0)",
                "alter table silver.%s disable trigger all",
                "alter table silver.%s set (fillfactor = 70)",
                "alter table silver.%s alter column id set default 1",
                "alter table silver.%s add constraint one unique (id)",
                "create index on silver.%s (id)",
                "comment on table silver.%s is 'altered'",
            })
    void another_exclusive_lock_is_not_a_truncate(String statement) throws Exception {
        for (String table : List.of("target", "source")) {
            Sql.execute(owner, "truncate silver." + table);
        }
        begin();

        for (String table : List.of("target", "source", "plain")) {
            execute(statement.formatted(table).replace("one", "one_" + table));
            execute("insert into silver." + table + " (id) values (2001)");
        }

        assertThat(unit.counters())
                .extracting(TableStat::table, TableStat::inserted, TableStat::truncated)
                .containsExactly(
                        tuple("silver.plain", 1L, false),
                        tuple("silver.source", 1L, false),
                        tuple("silver.target", 1L, false));
    }

    @Test
    void a_truncate_beside_another_change_of_the_table_is_flagged() throws Exception {
        begin();

        for (String table : List.of("plain", "source", "target")) {
            execute("alter table silver." + table + " add column note text");
            execute("create index on silver." + table + " (note)");
            execute("truncate silver." + table);
        }

        assertThat(unit.counters()).extracting(TableStat::truncated).containsExactly(true, true, true);
    }

    @Test
    void truncating_one_partition_flags_the_root() throws Exception {
        Sql.execute(owner, """
                create table silver.fact (day integer) partition by range (day);
                create table silver.fact_1 partition of silver.fact for values from (0) to (10);
                create table silver.fact_2 partition of silver.fact for values from (10) to (20);
                """);
        begin();

        execute("truncate silver.fact_1");

        assertThat(unit.counters())
                .containsExactly(written("silver.fact", 0, 0, 0).alsoTruncated());
    }

    @Test
    void a_table_that_is_made_filled_and_truncated_in_the_transaction_is_not_flagged() throws Exception {
        begin();

        execute("create table silver.made (id integer primary key, name text)");
        execute("insert into silver.made values (1, 'one')");
        execute("truncate silver.made");
        execute("insert into silver.made values (1, 'one'), (2, 'two')");

        assertThat(unit.counters()).singleElement().satisfies(made -> {
            assertThat(made.truncated()).isFalse();
            assertThat(made.inserted()).isEqualTo(2);
        });
    }
}
