package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.ValueSource;

/** House rules of the schema, read from PostgreSQL's own catalog. Flyway's history table is Flyway's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaIT {

    private TestDatabase database;
    private Connection connection;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("schema");
        connection = database.asSuperuser();
    }

    @AfterAll
    void disconnect() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"silversmith", "batch"})
    void every_table_and_view_has_a_comment(String schema) throws Exception {
        assertThat(list("""
                select c.oid::regclass::text from pg_class c
                 where c.relnamespace = ?::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and c.relname <> 'flyway_schema_history'
                   and obj_description(c.oid, 'pg_class') is null
                """, schema)).isEmpty();
    }

    @Test
    void every_column_has_a_comment() throws Exception {
        assertThat(list("""
                select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
                 where c.relnamespace = 'silversmith'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                   and c.relname <> 'flyway_schema_history'
                   and a.attnum > 0 and not a.attisdropped and col_description(c.oid, a.attnum) is null
                """)).isEmpty();
    }

    @Test
    void every_function_has_a_comment() throws Exception {
        assertThat(list("""
                select p.oid::regprocedure::text from pg_proc p
                 where p.pronamespace = 'silversmith'::regnamespace and obj_description(p.oid, 'pg_proc') is null
                """)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"silversmith", "batch"})
    void every_foreign_key_has_an_index_on_its_referencing_side(String schema) throws Exception {
        assertThat(list("""
                select k.conrelid::regclass || ' ' || k.conname from pg_constraint k
                 where k.contype = 'f' and k.connamespace = ?::regnamespace
                   and not exists (
                     select from pg_index i
                      where i.indrelid = k.conrelid and i.indisvalid and i.indpred is null
                        and (select array_agg(c order by c) from unnest(k.conkey) c)
                          = (select array_agg(c order by c) from unnest((i.indkey::int2[])[0:cardinality(k.conkey) - 1]) c))
                """, schema)).isEmpty();
        assertThat(Sql.one(
                        connection,
                        Long.class,
                        "select count(*) from pg_constraint where contype = 'f' and connamespace = ?::regnamespace",
                        schema))
                .isGreaterThan(5);
    }

    @Test
    void every_table_has_an_id_in_its_primary_key() throws Exception {
        assertThat(list("""
                select c.relname from pg_class c
                 where c.relnamespace = 'silversmith'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'flyway_schema_history'
                   and not exists (
                     select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
                      where i.indrelid = c.oid and i.indisprimary and a.attname = 'id' and a.atttypid = 'uuid'::regtype)
                """)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transformation_procedure",
                "transformation_dependency",
                "transformation_parameter",
                "transformation_group",
                "transformation_group_member",
                "transformation_watermark",
                "refresh_target",
                "procedure_refresh_link",
                "procedure_tag",
                "procedure_tag_link",
                "schedule",
            })
    void configuration_says_when_and_by_whom_it_was_changed(String table) throws Exception {
        assertThat(list("""
                select a.attname || ' ' || format_type(a.atttypid, a.atttypmod) from pg_attribute a
                 where a.attrelid = ('silversmith.' || ?)::regclass and a.attnotnull
                   and a.attname in ('created_at', 'updated_at', 'updated_by', 'version')
                """, table))
                .containsExactlyInAnyOrder(
                        "created_at timestamp with time zone",
                        "updated_at timestamp with time zone",
                        "updated_by text",
                        "version bigint");
    }

    @Test
    void times_are_instants_and_durations_are_milliseconds() throws Exception {
        assertThat(list("""
                select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
                 where c.relnamespace = 'silversmith'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'flyway_schema_history'
                   and a.attnum > 0 and not a.attisdropped
                   and (a.atttypid in ('timestamp'::regtype, 'interval'::regtype, 'time'::regtype)
                        or a.attname ~ '_at$' and a.atttypid <> 'timestamptz'::regtype
                        or a.attname ~ '_ms$' and a.atttypid <> 'bigint'::regtype)
                """)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"silversmith", "batch"})
    void the_owner_owns_everything(String schema) throws Exception {
        assertThat(list("""
                select c.relname::text from pg_class c where c.relnamespace = ?::regnamespace and c.relowner <> 'silversmith_owner'::regrole
                union all
                select p.proname::text from pg_proc p where p.pronamespace = ?::regnamespace and p.proowner <> 'silversmith_owner'::regrole
                union all
                select n.nspname::text from pg_namespace n where n.nspname = ? and n.nspowner <> 'silversmith_owner'::regrole
                """, schema, schema, schema)).isEmpty();
    }

    private List<String> list(String sql, Object... arguments) throws SQLException {
        return Sql.list(connection, String.class, sql, arguments);
    }
}
