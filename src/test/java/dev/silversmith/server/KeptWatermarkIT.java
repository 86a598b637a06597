package dev.silversmith.server;

import static dev.silversmith.testing.Watermarks.between;
import static dev.silversmith.testing.Watermarks.parameter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import dev.silversmith.testing.Watermarks;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a catalog is edited and edited back: a watermark that stands is where it was, and nothing is loaded again. */
@ArquillianTest
class KeptWatermarkIT {

    private static TestWarehouse loaded() throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse
                .sql("""
                create procedure $s.load(p_since timestamptz, p_until timestamptz) language sql as '';
                create procedure $s.other() language sql as '';
                """)
                .entry("other", "other", List.of(), "")
                .entry(
                        "load",
                        "other",
                        List.of(),
                        between(
                                "timestamptz",
                                "initial: '1970-01-01T00:00:00Z'\nupperBound: select timestamptz '2026-01-01 10:00+00'\n"));
        warehouse.register().run("");
        return warehouse;
    }

    private static void put(TestWarehouse warehouse, String query, String catalog) {
        warehouse
                .engineer()
                .put("/catalog" + query, "application/yaml", catalog)
                .expect(200);
    }

    static Stream<Named<UnaryOperator<String>>> edits() {
        return Stream.of(
                Named.of("delete the procedure", catalog -> catalog.replaceAll("(?s)  '[^']*load'.*", "")),
                Named.of("delete everything", catalog -> "version: 1\n"),
                Named.of("rename the procedure", catalog -> catalog.replace("load':", "other_load':")),
                Named.of(
                        "remove the declaration",
                        catalog -> catalog.replaceAll("(?s)    parameters:.*", "    enabled: false\n")),
                Named.of("disable it", catalog -> catalog.replace("load':\n", "load':\n    enabled: false\n")),
                Named.of("give it another initial value", catalog -> catalog.replace("1970", "1980")),
                Named.of(
                        "move it into a group",
                        catalog -> catalog
                                + catalog.replaceAll(
                                        "(?s).*'([^']*load)'.*", "groups:\n  $1: {sequence: 1, members: [$1]}\n")));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void an_edit_and_the_way_back_leave_the_watermark_where_it_stands(UnaryOperator<String> edit) throws Exception {
        try (TestWarehouse warehouse = loaded()) {
            Watermarks watermarks = new Watermarks(warehouse);
            Map<String, Object> standing = watermarks.row("load");
            if (edit.apply(warehouse.catalog()).contains("other_load")) {
                warehouse.sql(
                        "create procedure $s.other_load(p_since timestamptz, p_until timestamptz) language sql as ''");
            }

            put(warehouse, "?prune=true", edit.apply(warehouse.catalog()));
            put(warehouse, "?prune=true", warehouse.catalog());

            assertThat(watermarks.row("load"))
                    .containsEntry("value", standing.get("value"))
                    .containsEntry("advanced_at", standing.get("advanced_at"));
            assertThat(parameter(warehouse.steps(warehouse.run("")).get("load"), "p_since"))
                    .isEqualTo("2026-01-01T10:00:00Z");
        }
    }

    @Test
    void another_type_is_refused_while_it_stands() throws Exception {
        try (TestWarehouse warehouse = loaded()) {
            warehouse.sql("create procedure $s.load(p_since text, p_until text) language sql as ''");
            String other = warehouse
                    .catalog()
                    .replace("timestamptz", "text")
                    .replace("    parameters:", "    arguments: [text, text]\n    parameters:");

            assertThat(warehouse
                            .engineer()
                            .put("/catalog", "application/yaml", other)
                            .expect(422)
                            .body())
                    .contains("would lose its place");
        }
    }
}
