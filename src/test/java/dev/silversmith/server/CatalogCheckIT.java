package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Catalog files that the database contradicts, each refused with its place and its words, and nothing kept. */
@ArquillianTest
class CatalogCheckIT {

    private static final String LOAD = "chk.load";

    private final ApiClient engineer = new ApiClient(TestServer.baseUrl(), "engineer");

    @BeforeEach
    void warehouse() throws SQLException {
        try (Connection owner = TestServer.database().asSuperuser()) {
            if (Sql.one(owner, Boolean.class, "select to_regnamespace('chk') is not null")) {
                return;
            }
            Sql.execute(owner, """
                    create schema chk;
                    grant usage on schema chk to silversmith_warehouse;
                    create schema chk_hidden;
                    create type chk.color as enum ('red', 'blue');
                    create domain chk.positive as integer check (value > 0);
                    create table chk.t (id bigint, at timestamptz);
                    alter table chk.t owner to silversmith_warehouse;
                    create table chk.secret_table (id bigint);
                    create table chk.foreign_table (id bigint);
                    grant select on chk.foreign_table to silversmith_warehouse;
                    create view chk.plain_view as select 1 as one;
                    create materialized view chk.mv as select 1 as one;
                    alter materialized view chk.mv owner to silversmith_warehouse;
                    create materialized view chk.mv_of_others as select 1 as one;
                    create procedure chk.load(p_day date, p_n integer default 1, p_color chk.color default 'red',
                      p_size chk.positive default 1, p_tags text[] default '{}')
                    language sql as 'select 1';
                    create procedure chk.cursor(inout p_next bigint, out p_rows bigint) language sql as 'select 1, 1';
                    create procedure chk.twice(integer) language sql as 'select 1';
                    create procedure chk.twice(text) language sql as 'select 1';
                    create procedure chk.unnamed(integer) language sql as 'select 1';
                    create procedure chk."Load Größe"(p_day date) language sql as 'select 1';
                    create procedure chk.not_mine() language sql as 'select 1';
                    revoke execute on procedure chk.not_mine() from public;
                    create procedure chk_hidden.load() language sql as 'select 1';
                    create function chk.on_change() returns trigger language plpgsql as 'begin return new; end';
                    create function chk.write() returns bigint language plpgsql as
                      'begin insert into chk.t values (1); return 1; end';
                    create function chk.constant() returns bigint language plpgsql immutable as 'begin return chk.write(); end';
                    create aggregate chk.total(integer) (sfunc = int4pl, stype = integer, initcond = '0');
                    """);
        }
    }

    /** An entry, the place below {@code procedures}, and words of the message. */
    static Stream<Arguments> contradictions() {
        String day = "p_day: {type: date, value: 2026-01-01}";
        return Stream.of(
                arguments(
                        "chk.laod: {}",
                        "chk.laod (line 3)",
                        "no procedure or function chk.laod; did you mean chk.load?"),
                arguments(
                        "nowhere.to_be_found: {}", "nowhere.to_be_found (line 3)", "no procedure or function nowhere"),
                arguments("chk.LOAD_IT: {}", "chk.LOAD_IT (line 3)", "no procedure or function chk.load_it"),
                arguments("chk.\"load größe\": {}", "chk.\"load größe\" (line 3)", "did you mean chk.\"Load Größe\"?"),
                arguments(
                        "chk.total: {}",
                        "chk.total (line 3)",
                        "chk.total is an aggregate, not a procedure or function"),
                arguments("chk.on_change: {}", "chk.on_change (line 3)", "chk.on_change is a trigger function"),
                arguments(
                        "chk.not_mine: {}",
                        "chk.not_mine (line 3)",
                        "the warehouse login may not execute chk.not_mine"),
                arguments(
                        "chk_hidden.load: {}", "chk_hidden.load (line 3)", "grant it EXECUTE, and USAGE of its schema"),
                arguments("chk.twice: {}", "chk.twice (line 3)", "chk.twice is overloaded (integer); (text)"),
                arguments(
                        "chk.twice: {arguments: [bigint]}", "chk.twice.arguments (line 3)", "it has (integer); (text)"),
                arguments(
                        "chk.twice: {arguments: [nonsense]}",
                        "chk.twice.arguments (line 3)",
                        "there is no type nonsense"),
                arguments("chk.twice: {arguments: ['a b(']}", "chk.twice.arguments (line 3)", "there is no type a b("),
                arguments("chk.load: {}", "chk.load (line 3)", "argument p_day of chk.load has no DEFAULT"),
                arguments(
                        "chk.load:\n    parameters:\n      p_dya: {type: date, value: 2026-01-01}\n      " + day,
                        "chk.load.parameters.p_dya (line 5)",
                        "chk.load has no argument p_dya that takes a value; did you mean p_day?"),
                arguments(
                        "chk.load: {modes: {full: true}, parameters: {p_day: {type: date, incremental: 2026-01-01}}}",
                        "chk.load.parameters.p_day (line 3)",
                        "has no value for it in mode full"),
                arguments("chk.unnamed: {}", "chk.unnamed (line 3)", "argument 1 of chk.unnamed has no name"),
                load(
                        day + "\n      p_n: {type: uuid, from: run.id}",
                        "p_n.type (line 6)",
                        "uuid cannot be cast to the argument's type integer"),
                load(day + "\n      p_n: {type: intger, value: 5}", "p_n.type (line 6)", "there is no type intger"),
                load(
                        day + "\n      p_n: {type: color, value: 5}",
                        "p_n.type (line 6)",
                        "one outside of pg_catalog needs its schema"),
                load(
                        day + "\n      p_n: {type: integer, value: five}",
                        "p_n.value (line 6)",
                        "'five' is not a value of the argument's type integer"),
                load(day + "\n      p_n: {type: integer, value: 99999999999}", "p_n.value (line 6)", "out of range"),
                load(
                        day + "\n      p_n: {type: integer, value: 1, full: many}",
                        "p_n.full (line 6)",
                        "'many' is not a value"),
                load(
                        day + "\n      p_n: {type: text, from: run.mode}",
                        "p_n.from (line 6)",
                        "run.mode, for example 'incremental', is not a value"),
                load(
                        "p_day: {type: date, value: 2026-02-30}",
                        "p_day.value (line 5)",
                        "'2026-02-30' is not a value of the argument's type date"),
                load(
                        day + "\n      p_color: {type: text, value: green}",
                        "p_color.value (line 6)",
                        "'green' is not a value of the argument's type chk.color"),
                load(
                        day + "\n      p_size: {type: integer, value: -1}",
                        "p_size.value (line 6)",
                        "violates check constraint"),
                load(
                        day + "\n      p_tags: {type: 'text[]', value: x}",
                        "p_tags.value (line 6)",
                        "malformed array literal"),
                arguments(
                        "chk.cursor: {rows: {out: p_row}}",
                        "chk.cursor.rows.out (line 3)",
                        "chk.cursor has no OUT or INOUT argument p_row; did you mean p_rows?"),
                arguments(
                        "chk.cursor: {watermark: {type: bigint, out: cursor}}",
                        "chk.cursor.watermark.out (line 3)",
                        "has no OUT or INOUT argument cursor"),
                watermark("select max(at) from chk.nowhere", "relation \"chk.nowhere\" does not exist"),
                watermark("select max(id) from chk.secret_table", "permission denied"),
                watermark("select max(id) from t", "relation \"t\" does not exist"),
                watermark("select max(at) from chk.t", "cannot cast type timestamp with time zone to bigint"),
                watermark("select $1::bigint", "the query must be one query without a semicolon or a placeholder"),
                watermark("select chk.constant()", "cannot execute INSERT in a read-only transaction"),
                load(
                        day + "\n      p_n: {type: varchar(0), value: 5}",
                        "p_n.type (line 6)",
                        "there is no type varchar(0)"),
                load(
                        day + "\n      p_n: {type: other.pg_catalog.int4, value: 5}",
                        "p_n.type (line 6)",
                        "there is no type other"),
                arguments(
                        "chk.twice: {arguments: [bit(-1)]}",
                        "chk.twice.arguments (line 3)",
                        "there is no type bit(-1)"),
                watermark("select 1, 2", "subquery must return only one column"),
                watermark("delete from chk.t returning 1", "syntax error"),
                watermark("select 1); commit; select (2", "the query must be one query without a semicolon"),
                arguments(
                        "chk.cursor: {expect: {query: select 1/chk.nothing()}}",
                        "chk.cursor.expect.query (line 3)",
                        "function chk.nothing() does not exist"),
                arguments(
                        "chk.cursor: {afterSuccess: [analyze chk.t, vacuum chk.nowhere]}",
                        "chk.cursor.afterSuccess (line 3)",
                        "there is no table chk.nowhere"),
                arguments(
                        "chk.cursor: {afterSuccess: [analyze chk.plain_view]}",
                        "chk.cursor.afterSuccess (line 3)",
                        "chk.plain_view is a view"),
                arguments(
                        "chk.cursor: {afterSuccess: [vacuum analyze chk.foreign_table]}",
                        "chk.cursor.afterSuccess (line 3)",
                        "the warehouse login may not"),
                arguments(
                        "chk.cursor:\n    refresh:\n      - {view: chk.mv}\n      - {view: chk.mvv}",
                        "chk.cursor.refresh.1.view (line 6)",
                        "there is no materialized view chk.mvv"),
                arguments(
                        "chk.cursor: {refresh: [{view: chk.plain_view}]}",
                        "chk.cursor.refresh.0.view (line 3)",
                        "chk.plain_view is a view, not a materialized view"),
                arguments(
                        "chk.cursor: {refresh: [{view: chk.t}]}",
                        "chk.cursor.refresh.0.view (line 3)",
                        "chk.t is a table, not a materialized view"),
                arguments(
                        "chk.cursor: {refresh: [{view: chk.mv_of_others}]}",
                        "chk.cursor.refresh.0.view (line 3)",
                        "the warehouse login may not refresh chk.mv_of_others"));
    }

    private static Arguments load(String parameters, String place, String words) {
        return arguments(LOAD + ":\n    parameters:\n      " + parameters, LOAD + ".parameters." + place, words);
    }

    private static Arguments watermark(String query, String words) {
        return arguments(
                "chk.cursor:\n    watermark:\n      type: bigint\n      upperBound: " + query,
                "chk.cursor.watermark.upperBound (line 6)",
                words);
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void what_the_database_contradicts_is_refused_with_its_place(String entry, String place, String words) {
        Answer answer = put("version: 1\nprocedures:\n  " + entry);

        List<JsonObject> errors =
                answer.expect(422).json().getJsonArray("errors").getValuesAs(JsonObject.class);

        assertThat(errors).as(answer.body()).hasSize(1);
        assertThat(errors.get(0).getString("pointer")).isEqualTo("procedures." + place);
        assertThat(errors.get(0).getString("detail")).contains(words);
    }

    @Test
    void what_fits_is_accepted_whatever_it_is_called() {
        put("""
                version: 1
                procedures:
                  CHK.Load:
                    parameters:
                      p_day: {type: timestamptz, from: run.startedAt}
                      p_n: {type: jsonb, value: 5, full: null}
                      p_color: {type: 'chk.color', value: blue}
                      p_tags: {type: 'text[]', value: '{a,b}'}
                  chk."Load Größe": {parameters: {p_day: {type: date, from: run.businessDate}}}
                  chk.twice: {arguments: [int4], modes: {incremental: false}, parameters: {}}
                  chk.cursor:
                    parameters: {p_next: {type: bigint, from: watermark.lower}}
                    watermark: {type: bigint, out: p_next}
                    rows: {out: p_rows}
                    afterSuccess: [vacuum chk.t, analyze chk.mv]
                    refresh: [{view: chk.mv}]
                """).expect(200);
    }

    @Test
    void every_mistake_of_form_of_rules_and_of_the_database_is_told_at_once_in_the_order_of_the_lines() {
        Answer answer = put("""
                version: 1
                procedures:
                  chk.load:
                    parameters: {p_day: {type: date, value: tomorrow-ish}}
                    dependsOn: [chk.nobody]
                  chk.cursor:
                    watermark: {type: bigint}
                    dependsOn: [chk.twice]
                    expect: {query: select nonsense}
                    parameters: {p_next: {type: bigint, from: watermark.lower}}
                  chk.twice:
                    arguments: [integer]
                    dependsOn: [chk.cursor]
                    kind: cube
                    afterSuccess: [vacuum chk.nowhere]
                  chk."Load Größe":
                    parameters: {p_day: {typ: date, value: 2026-01-01}}
                  chk.gone: {}
                """).expect(422);

        assertThat(answer.json().getJsonArray("errors").getValuesAs(JsonObject.class))
                .extracting(error -> error.getString("pointer"))
                .containsExactly(
                        "procedures.chk.load.parameters.p_day.value (line 4)",
                        "procedures.chk.load.dependsOn (line 5)",
                        "procedures.chk.cursor.watermark (line 7)",
                        "procedures.chk.cursor.dependsOn (line 8)",
                        "procedures.chk.cursor.expect.query (line 9)",
                        "procedures.chk.twice (line 11)",
                        "procedures.chk.twice.kind (line 14)",
                        "procedures.chk.twice.afterSuccess (line 15)",
                        "procedures.chk.\"Load Größe\".parameters.p_day (line 17)",
                        "procedures.chk.\"Load Größe\".parameters.p_day.typ (line 17)",
                        "procedures.chk.gone (line 18)");
        assertThat(answer.json().getString("detail")).endsWith("(and 10 more)");
    }

    @Test
    void a_table_that_somebody_has_locked_is_no_mistake_of_the_file() throws SQLException {
        try (Connection owner = TestServer.database().asSuperuser()) {
            owner.setAutoCommit(false);
            Sql.execute(owner, "lock table chk.t in access exclusive mode");

            Answer answer = put(
                    "version: 1\nprocedures: {chk.cursor: {watermark: {type: bigint, upperBound: select max(id) from chk.t}}}");

            assertThat(answer.expect(503).json().getString("detail"))
                    .startsWith("the catalog could not be checked, for the warehouse is busy")
                    .contains("lock timeout");
        }
    }

    @Test
    void a_disabled_procedure_need_not_be_there() {
        put("version: 1\nprocedures: {chk.gone: {enabled: false, parameters: {p: {type: odd, value: 1}}}}")
                .expect(200);
    }

    private Answer put(String file) {
        return engineer.put("/catalog?dryRun=true", "application/yaml", file);
    }
}
