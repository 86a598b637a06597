package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import jakarta.json.JsonObject;
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
    void what_is_exported_can_be_imported_without_a_change() {
        put("""
                version: 1
                procedures:
                  'trip."Load ""X"" \\ {,} é漢"':
                    kind: fact
                    description: "line 1\\nline 2\\t# : ' \\" \\\\ 😀 \\u2028"
                    arguments: ['numeric(10,2)', 'odd."T,""\\"', '{}', 'a b']
                    searchPath: ['a"b', 'c\\d', 'e,f', 'NULL', 'é']
                    tags: [ä, b.c, d_e-f]
                    timeout: PT0.5S
                    parameters:
                      p1: {type: text, value: "x\\ny\\\\\\"é", full: null, incremental: 'NULL'}
                      p2: {type: numeric, value: -1.50, full: 1e-7}
                      p3: {type: boolean, full: true}
                      p4: {type: text, from: run.mode}
                      'P "5"': {type: text, value: ''}
                  trip.b: {arguments: [], dependsOn: [trip.a]}
                  trip.a: {}
                """, "").expect(200);

        String exported = engineer.get(CATALOG).expect(200).body();
        JsonObject diff = put(exported, "").expect(200).json();

        assertThat(exported).contains("'trip.\"Load \"\"X\"\" \\ {,} é漢\"':");
        assertThat(changes(diff)).isZero();
        assertThat(engineer.get(CATALOG).body()).isEqualTo(exported);
    }

    @Test
    void only_what_changed_gets_a_new_version() {
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
    void a_dry_run_changes_nothing_and_is_not_audited() {
        String before = engineer.get(CATALOG).body();
        List<String> audited = rows("select count(*)::text from silversmith.audit_event");

        JsonObject diff = put("version: 1\nprocedures: {dry.a: {}}", "?dryRun=true")
                .expect(200)
                .json();

        assertThat(diff.getJsonObject("procedures").getJsonArray("added").getString(0))
                .isEqualTo("dry.a");
        assertThat(engineer.get(CATALOG).body()).isEqualTo(before);
        assertThat(rows("select count(*)::text from silversmith.audit_event")).isEqualTo(audited);
    }

    @Test
    void an_import_is_audited_with_its_difference() {
        put("version: 1\nprocedures: {audited.a: {}}", "").expect(200);

        assertThat(rows("select actor || ' ' || action from silversmith.audit_event"
                        + " where after::text like '%\"audited.a\"%'"))
                .containsExactly("engineer catalog.import");
    }

    @Test
    void an_invalid_catalog_is_refused_with_path_and_line_and_nothing_is_kept() {
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
    void two_edits_at_once_cannot_make_a_cycle_together() {
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

    private Answer put(String file, String query) {
        return engineer.put(CATALOG + query, YAML, file);
    }

    private static int changes(JsonObject diff) {
        return Stream.of("procedures", "groups")
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
