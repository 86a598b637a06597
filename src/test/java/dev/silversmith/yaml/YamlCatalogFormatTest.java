package dev.silversmith.yaml;

import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.CatalogFile;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.CatalogRules;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class YamlCatalogFormatTest {

    private final YamlCatalogFormat format = new YamlCatalogFormat();

    @Test
    void the_sample_catalog_reads_and_is_valid() throws IOException {
        Catalog catalog = ReadFile.catalog(Files.readString(Path.of("db/sample/catalog.yaml")));

        CatalogRules.check(catalog);
        assertThat(catalog.procedures()).hasSize(20);
        assertThat(catalog.groups().keySet()).containsExactly("fulfilment", "sales");
        Procedure order = catalog.procedures().get(QualifiedName.parse("silver.load_fact_order"));
        assertThat(order.kind()).isEqualTo(Kind.FACT);
        assertThat(order.execution().timeout()).contains(Duration.ofMinutes(15));
        assertThat(order.parameters().get(3).constant(Mode.FULL)).contains(Literal.bool(true));
        assertThat(order.execution().watermark().orElseThrow().lookback()).contains("PT72H");
    }

    @Test
    void writing_the_sample_again_gives_the_same_bytes() throws IOException {
        Catalog catalog = ReadFile.catalog(Files.readString(Path.of("db/sample/catalog.yaml")));

        String once = format.write(catalog);

        assertThat(ReadFile.catalog(once)).isEqualTo(catalog);
        assertThat(format.write(ReadFile.catalog(once))).isEqualTo(once);
    }

    @Test
    void a_procedure_without_anything_has_the_defaults() {
        Catalog catalog = ReadFile.catalog("version: 1\nprocedures:\n  silver.load_x:\n");

        Procedure only = catalog.procedures().get(QualifiedName.parse("silver.load_x"));
        assertThat(only.kind()).isEqualTo(Kind.OTHER);
        assertThat(only.enabled()).isTrue();
        assertThat(only.modes()).isEqualTo(Procedure.Modes.DEFAULT);
        assertThat(only.execution().lockTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(only.execution().timeout()).isEmpty();
        assertThat(only.arguments()).isEmpty();
        assertThat(format.write(catalog)).isEqualTo("version: 1\nprocedures:\n  silver.load_x: {}\n");
    }

    @Test
    void the_canonical_form_is_sorted_and_leaves_defaults_out() {
        String written = format.write(ReadFile.catalog("""
                groups:
                  b: {members: [S.B], sequence: 2}
                  a: {members: [s.a], sequence: 1}
                procedures:
                  s.B: {kind: other, enabled: true, transaction: managed, dependsOn: [s."Load X", s.a], tags: [z, 'a']}
                  's."Load X"': {description: 'Customers, type 1', lockTimeout: PT300S, timeout: PT90S, arguments: []}
                  s.a:
                    kind: dimension
                    modes: {incremental: false, full: true}
                    parameters:
                      p_z: {type: text, value: yes}
                      p_a: {type: 'numeric(10,2)', value: 1e3, full: '1000', incremental: null}
                      p_r: {type: uuid, from: run.id}
                version: 1
                """));

        assertThat(written).isEqualTo("""
                version: 1
                procedures:
                  's."Load X"':
                    description: Customers, type 1
                    arguments: []
                    timeout: PT1M30S
                  s.a:
                    kind: dimension
                    modes: {incremental: false, full: true}
                    parameters:
                      p_z: {type: text, value: 'yes'}
                      p_a: {type: 'numeric(10,2)', value: 1000, incremental: null, full: '1000'}
                      p_r: {type: uuid, from: run.id}
                  s.b:
                    dependsOn: ['s."Load X"', s.a]
                    tags: [a, z]
                groups:
                  a: {sequence: 1, members: [s.a]}
                  b: {sequence: 2, members: [s.b]}
                """);
    }

    @Test
    void literals_keep_their_type() {
        Catalog catalog = ReadFile.catalog("""
                version: 1
                procedures:
                  s.p:
                    parameters:
                      a: {type: text, value: yes}
                      b: {type: text, value: "12"}
                      c: {type: bigint, value: 12}
                      d: {type: boolean, value: True}
                      e: {type: text, value: ~}
                      f: {type: integer, value: 0x1F}
                      g: {type: numeric, value: 1.50}
                      h: {type: text, value: 'null'}
                      i: {type: text, value: 2026-11-23}
                """);

        assertThat(catalog.procedures().get(QualifiedName.parse("s.p")).parameters())
                .extracting(parameter -> parameter.value().orElseThrow())
                .containsExactly(
                        Literal.string("yes"),
                        Literal.string("12"),
                        Literal.number("12"),
                        Literal.bool(true),
                        Literal.NULL,
                        Literal.number("31"),
                        Literal.number("1.50"),
                        Literal.string("null"),
                        Literal.string("2026-11-23"));
    }

    @Test
    void an_anchor_may_be_used_again() {
        Catalog catalog = ReadFile.catalog("""
                version: 1
                procedures:
                  s.a: {tags: &t [daily, crm], timeout: &m PT5M}
                  s.b: {tags: *t, timeout: *m}
                """);

        assertThat(catalog.procedures().values())
                .allMatch(procedure -> procedure.tags().equals(Set.of("daily", "crm")));
    }

    @Test
    void every_mistake_is_told_at_once_in_the_order_of_the_lines() {
        ProblemException refusal = refusal("""
                version: 2
                procedures:
                  silver.load_x:
                    kind: dimensions
                    owner: 7
                  silver.load_y:
                    timeout: 5m
                """);

        assertThat(refusal.problem()).isEqualTo(Problem.INVALID_CATALOG);
        assertThat(refusal.violations())
                .extracting(Violation::pointer)
                .containsExactly(
                        "version (line 1)",
                        "procedures.silver.load_x.kind (line 4)",
                        "procedures.silver.load_x.owner (line 5)",
                        "procedures.silver.load_y.timeout (line 7)");
        assertThat(refusal).hasMessageStartingWith("version (line 1): ").hasMessageEndingWith("(and 3 more)");
    }

    @Test
    void a_refusal_of_the_whole_catalog_gets_the_files_lines() {
        String file = """
                version: 1
                procedures:
                  S.A:
                    kind: other
                    dependsOn: [s.b]
                groups:
                  g: {sequence: 1, members: [s.zz]}
                """;
        CatalogFile read = format.read(file);

        ProblemException refusal = read.refusal(Problem.INVALID_CATALOG, CatalogRules.faults(read.catalog()));

        assertThat(refusal.violations())
                .extracting(Violation::pointer)
                .containsExactly("procedures.S.A.dependsOn (line 5)", "groups.g.members (line 7)");
        assertThat(refusal).hasMessageStartingWith("procedures.S.A.dependsOn (line 5): ");
    }

    @Test
    void a_place_outside_the_file_stays_a_pointer_and_comes_last() {
        List<Violation> violations = List.of(
                Violation.at("round", "procedures", "s.other", "dependsOn"),
                Violation.at("no such view", "procedures", "s.a", "refresh", "7", "view"));

        ProblemException refusal =
                format.read("version: 1\nprocedures: {s.a: {}}").refusal(Problem.INVALID_CATALOG, violations);

        assertThat(refusal.violations())
                .extracting(Violation::pointer)
                .containsExactly("procedures.s.a (line 2)", "/procedures/s.other/dependsOn");
    }

    @Test
    void texts_of_every_kind_come_back() {
        for (String text : List.of(
                "#no comment",
                "a: b",
                "a #b",
                "- x",
                "yes",
                "12",
                "0o7",
                "~",
                "'",
                "\"",
                "\\",
                "a\nb",
                "\ttab",
                " lead ",
                "ß é 漢字",
                "😀",
                "\u0085",
                "\u2028",
                "\uFEFF",
                "{}",
                "[a, b]",
                "&a",
                "*a",
                "!tag",
                "%d",
                "@x",
                "`x`",
                "| ",
                "> x",
                "---",
                "...",
                "= ",
                "<<",
                "\u00A0",
                "a\r\nb",
                "a'b''c")) {
            Catalog catalog = Catalog.of(List.of(described(text)), List.of());

            assertThat(ReadFile.catalog(format.write(catalog))).as(text).isEqualTo(catalog);
        }
    }

    private static Procedure described(String text) {
        return aProcedure("s.p").modes(true, false, false).description(text).build();
    }

    private static ProblemException refusal(String file) {
        return ReadFile.refusal(file);
    }
}
