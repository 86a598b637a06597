package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** Import and export of the catalog, down to the tables. Each test has a schema name of its own, for the catalog is shared. */
@ArquillianTest
class CatalogFileIT {

    private static final String YAML = "application/yaml";
    private static final String CATALOG = "/catalog";

    private final ApiClient engineer = new ApiClient(TestServer.baseUrl(), "engineer");

    @Test
    void what_is_exported_can_be_imported_without_a_change() throws SQLException {
        sql("""
                create schema trip;
                grant usage on schema trip to silversmith_warehouse;
                create type trip."Größe" as enum ('s', 'm');
                create domain trip."T,""\\" as numeric;
                create table trip."Tafel" (id bigint, at timestamptz);
                alter table trip."Tafel" owner to silversmith_warehouse;
                create procedure trip."Load ""X"" \\ {,} é漢"(
                  p1 text, p2 trip."T,""\\", p3 boolean, p4 text, "P ""5""\" text, p6 trip."Größe", p7 boolean default true)
                language sql as 'select 1';
                create procedure trip.a() language sql as 'select 1';
                create procedure trip.b() language sql as 'select 1';
                create procedure trip.b(integer) language sql as 'select 1';
                create procedure trip.w(p_from timestamptz, p_to timestamptz, p_key text, inout "Zähler" bigint)
                language sql as 'select 1';
                create function trip."Функция"(p bigint, out cursor bigint) language sql as 'select 1';
                """);
        put("""
                version: 1
                procedures:
                  'trip."Load ""X"" \\ {,} é漢"':
                    kind: fact
                    description: "line 1\\nline 2\\t# : ' \\" \\\\ 😀 \\u2028"
                    arguments: [text, 'trip."T,""\\"', boolean, text, text, 'trip."Größe"', bool]
                    searchPath: ['a"b', 'c\\d', 'e,f', 'NULL', 'é']
                    tags: [ä, b.c, d_e-f]
                    timeout: PT0.5S
                    freshness: PT26H
                    retry: {maxAttempts: 3, backoff: PT5S}
                    parameters:
                      p1: {type: text, value: "x\\ny\\\\\\"é", full: null, incremental: 'NULL'}
                      p2: {type: numeric, value: -1.50, full: 1e-7}
                      p3: {type: boolean, incremental: true}
                      p4: {type: text, from: run.mode}
                      'P "5"': {type: text, value: ''}
                      p6: {type: 'trip."Größe"', value: m}
                  trip.b: {arguments: [], dependsOn: [trip.a]}
                  trip.a: {owner: crm}
                  trip.w:
                    parameters:
                      p_from: {type: timestamptz, from: watermark.lower}
                      p_to: {type: timestamptz, from: watermark.upper}
                      p_key: {type: text, secret: TRIP_KEY}
                    watermark:
                      type: timestamptz
                      initial: 1970-01-01T01:00:00+01:00
                      upperBound: |
                        select max(at) -- the newest
                        from "Tafel"
                      lookback: PT10M
                      lower: inclusive
                      upper: exclusive
                      safeHorizon: false
                    searchPath: [trip]
                    rows: {out: Zähler}
                    expect: {query: "select count(*) >= 0 from \\"Tafel\\" where '?' <> '{x}';"}
                    afterSuccess: [VACUUM  ANALYZE trip."Tafel", analyze trip."Tafel"]
                  trip."Функция":
                    parameters: {p: {type: bigint, from: watermark.lower}}
                    watermark: {type: bigint, initial: 0, out: cursor, lookback: 5}
                    expect: {minRows: 1}
                """, "").expect(200);

        String exported = engineer.get(CATALOG).expect(200).body();
        JsonObject diff = put(exported, "").expect(200).json();

        assertThat(exported)
                .contains("'trip.\"Load \"\"X\"\" \\ {,} é漢\"':")
                .contains("initial: '1970-01-01T00:00:00Z'")
                .contains("afterSuccess: ['vacuum analyze trip.\"Tafel\"', 'analyze trip.\"Tafel\"']");
        assertThat(changes(diff)).isZero();
        assertThat(engineer.get(CATALOG).body()).isEqualTo(exported);
    }

    @Test
    void only_what_changed_gets_a_new_version() throws SQLException {
        procedures("vers.a(p text, q text)", "vers.b()", "vers.c()");
        put("""
                version: 1
                procedures:
                  vers.a: {tags: [one, two], parameters: {p: {type: text, value: x}, q: {type: text, value: y}}}
                  vers.b: {dependsOn: [vers.a]}
                  vers.c: {}
                groups:
                  vers1: {sequence: 9101, members: [vers.a, vers.b]}
                  vers2: {sequence: 9102, members: [vers.c]}
                """, "").expect(200);
        List<String> ids = rows("select id::text from silversmith.transformation_procedure where schema_name = 'vers'"
                + " order by procedure_name");

        put("""
                version: 1
                procedures:
                  vers.a: {tags: [two], parameters: {p: {type: text, value: z}, q: {type: text, value: y}}}
                  vers.b: {kind: fact, dependsOn: [vers.c]}
                groups:
                  vers1: {sequence: 9102, members: [vers.b, vers.c]}
                  vers2: {sequence: 9101, members: [vers.a]}
                """, "").expect(200);

        assertThat(rows("select name || sequence from silversmith.transformation_group where name like 'vers_'"))
                .containsExactlyInAnyOrder("vers19102", "vers29101");
        assertThat(rows("select id::text from silversmith.transformation_procedure where schema_name = 'vers'"
                        + " order by procedure_name"))
                .isEqualTo(ids);
        assertThat(rows("select procedure_name || version from silversmith.transformation_procedure"
                        + " where schema_name = 'vers' order by 1"))
                .containsExactly("a1", "b2", "c1");
        assertThat(rows("select m.name || m.version from silversmith.transformation_parameter m"
                        + " join silversmith.transformation_procedure p on p.id = m.procedure_id"
                        + " where schema_name = 'vers' order by 1"))
                .containsExactly("p2", "q1");
    }

    @Test
    void a_dry_run_changes_nothing_and_is_not_audited() throws SQLException {
        procedures("dry.a()");
        String before = engineer.get(CATALOG).body();
        List<String> audited = rows("select count(*)::text from silversmith.audit_event where action like 'catalog.%'");

        JsonObject diff = put("version: 1\nprocedures: {dry.a: {}}", "?dryRun=true")
                .expect(200)
                .json();

        assertThat(diff.getJsonObject("procedures").getJsonArray("added").getString(0))
                .isEqualTo("dry.a");
        assertThat(engineer.get(CATALOG).body()).isEqualTo(before);
        assertThat(rows("select count(*)::text from silversmith.audit_event where action like 'catalog.%'"))
                .isEqualTo(audited);
    }

    @Test
    void an_import_is_audited_with_its_difference() throws SQLException {
        procedures("audited.a()");
        put("version: 1\nprocedures: {audited.a: {}}", "").expect(200);

        assertThat(rows("select concat_ws(' ', actor, action, object_type) from silversmith.audit_event"
                        + " where object_id = 'audited.a'"))
                .containsExactly("engineer catalog.change procedure");
    }

    @Test
    void an_invalid_catalog_is_refused_with_path_and_line_and_nothing_is_kept() throws SQLException {
        procedures("bad.a()", "bad.b()");
        Answer answer = put("""
                version: 1
                procedures:
                  bad.a: {}
                  bad.b:
                    dependsOn: [bad.a, bad.nowhere]
                """, "").expect(422);

        JsonObject error = answer.json().getJsonArray("errors").getJsonObject(0);
        assertThat(error.getString("pointer")).isEqualTo("procedures.bad.b.dependsOn (line 5)");
        assertThat(rows("select procedure_name from silversmith.transformation_procedure where schema_name = 'bad'"))
                .isEmpty();
    }

    @Test
    void two_edits_at_once_cannot_make_a_cycle_together() throws SQLException {
        procedures("cyc.a()", "cyc.b()");
        put("version: 1\nprocedures: {cyc.a: {}, cyc.b: {}}", "").expect(200);

        List<Integer> statuses = Stream.of(
                        "version: 1\nprocedures: {cyc.a: {dependsOn: [cyc.b]}}",
                        "version: 1\nprocedures: {cyc.b: {dependsOn: [cyc.a]}}")
                .map(file -> CompletableFuture.supplyAsync(() -> put(file, "").status()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(statuses).containsExactlyInAnyOrder(200, 422);
    }

    @Test
    void signature_and_body_are_registered_and_drift_is_a_change() throws SQLException {
        procedures("drift.a(p integer default 1)");
        String file = "version: 1\nprocedures: {drift.a: {}}";
        put(file, "").expect(200);
        List<String> registered = rows("select signature || ' ' || body_hash from silversmith.transformation_procedure"
                + " where schema_name = 'drift'");

        assertThat(changes(put(file, "?dryRun=true").expect(200).json())).isZero();
        sql("create or replace procedure drift.a(p integer default 1) language sql as 'select 2'");
        JsonObject diff = put(file, "").expect(200).json();

        assertThat(registered).singleElement().asString().matches("IN p integer [0-9a-f]{64}");
        assertThat(diff.getJsonObject("procedures")
                        .getJsonObject("changed")
                        .getJsonArray("drift.a")
                        .getJsonObject(0)
                        .getString("field"))
                .isEqualTo("bodyHash");
        assertThat(rows("select signature || ' ' || body_hash from silversmith.transformation_procedure"
                        + " where schema_name = 'drift'"))
                .isNotEqualTo(registered);
        assertThat(changes(put(file, "").expect(200).json())).isZero();
    }

    @Test
    void a_watermark_keeps_its_place_when_it_is_declared_no_more_and_its_type_while_it_stands() throws SQLException {
        procedures("mark.a(p text)");
        String declared = """
                version: 1
                procedures:
                  mark.a:
                    parameters: {p: {type: text, from: watermark.lower}}
                    watermark: {type: bigint, initial: 1, upperBound: select 5}
                """;
        String stands =
                "select data_type || ' ' || value || ' ' || declared from silversmith.transformation_watermark w"
                        + " join silversmith.transformation_procedure p on p.id = w.procedure_id where p.schema_name = 'mark'";
        put(declared, "").expect(200);
        sql("update silversmith.transformation_watermark set value = '3' where procedure_id ="
                + " (select id from silversmith.transformation_procedure where schema_name = 'mark')");

        put("version: 1\nprocedures: {mark.a: {parameters: {p: {type: text, value: x}}}}", "")
                .expect(200);
        List<String> undeclared = rows(stands);
        Answer otherType = put(declared.replace("bigint", "text"), "").expect(422);
        put(declared, "").expect(200);

        assertThat(undeclared).containsExactly("bigint 3 false");
        assertThat(otherType.json().getString("detail"))
                .isEqualTo(
                        "procedures.mark.a.watermark.type (line 5): the watermark of mark.a is a bigint that stands at 3;"
                                + " as a text it would lose its place");
        assertThat(rows(stands)).containsExactly("bigint 3 true");
    }

    @Test
    void pruning_removes_what_is_not_in_the_file_and_disables_what_has_a_history() throws SQLException {
        procedures("prune.a()", "prune.b()", "prune.gone(p text)", "prune.ran()");
        sql("create materialized view prune.mv as select 1 as one;"
                + " alter materialized view prune.mv owner to silversmith_warehouse");
        put("""
                version: 1
                procedures:
                  prune.a: {tags: [prune_tag]}
                  prune.b: {dependsOn: [prune.gone]}
                  prune.gone:
                    parameters: {p: {type: text, from: watermark.lower}}
                    watermark: {type: text, upperBound: "select 'x'"}
                    tags: [gone]
                    refresh: [{view: prune.mv}]
                  prune.ran: {dependsOn: [prune.gone]}
                groups:
                  prune1: {sequence: 1, members: [prune.gone, prune.ran]}
                """, "").expect(200);
        run("prune.ran");

        String file = "version: 1\nprocedures:\n  prune.a: {tags: [prune_tag]}\n  prune.b: {}\n";
        JsonObject would = put(file, "?dryRun=true&prune=true").expect(200).json();
        JsonObject did = put(file, "?prune=true").expect(200).json();
        String exported = engineer.get(CATALOG).body();

        assertThat(would.getJsonObject("procedures")).isEqualTo(did.getJsonObject("procedures"));
        assertThat(texts(did, "procedures", "removed")).contains("prune.gone").doesNotContain("prune.ran", "prune.a");
        assertThat(texts(did, "groups", "removed")).contains("prune1");
        assertThat(texts(did, "refreshTargets", "removed")).contains("prune.mv");
        assertThat(did.getJsonObject("procedures").getJsonObject("changed").getJsonArray("prune.ran"))
                .extracting(change -> change.asJsonObject().getString("field"))
                .containsExactly("enabled", "dependsOn");
        assertThat(exported)
                .contains("  prune.a:\n    tags: [prune_tag]\n")
                .contains("  prune.ran:\n    enabled: false\n")
                .doesNotContain("prune.gone", "prune1", "prune.mv");
        assertThat(changes(put(exported, "?prune=true").expect(200).json())).isZero();
        assertThat(changes(put(file, "?prune=true").expect(200).json())).isZero();
    }

    private static List<String> texts(JsonObject diff, String part, String list) {
        return diff.getJsonObject(part).getJsonArray(list).getValuesAs(JsonString::getString);
    }

    private static void run(String procedure) {
        JsonObject run =
                new ApiClient(TestServer.baseUrl(), "operator").runToEnd("{\"select\": \"" + procedure + "\"}");
        assertThat(run.getString("status")).isEqualTo("succeeded");
    }

    /** Makes procedures that do nothing, each in its schema. */
    private static void procedures(String... declarations) throws SQLException {
        for (String declaration : declarations) {
            String schema = declaration.substring(0, declaration.indexOf('.'));
            sql("create schema if not exists %1$s; grant usage on schema %1$s to silversmith_warehouse"
                    .formatted(schema));
            sql("create procedure %s language sql as 'select 1'".formatted(declaration));
        }
    }

    private static void sql(String statements) throws SQLException {
        try (Connection connection = TestServer.database().asSuperuser()) {
            Sql.execute(connection, statements);
        }
    }

    private Answer put(String file, String query) {
        return engineer.put(CATALOG + query, YAML, file);
    }

    private static int changes(JsonObject diff) {
        return Stream.of("procedures", "groups", "refreshTargets")
                .map(diff::getJsonObject)
                .mapToInt(part -> part.getJsonArray("added").size()
                        + part.getJsonObject("changed").size()
                        + part.getJsonArray("removed").size())
                .sum();
    }

    private static List<String> rows(String query) {
        try (Connection connection = TestServer.database().asSuperuser()) {
            return Sql.list(connection, String.class, query);
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }
}
