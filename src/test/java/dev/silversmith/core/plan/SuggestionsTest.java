package dev.silversmith.core.plan;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.core.catalog.Catalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuggestionsTest {

    private static final Catalog CATALOG = aCatalog()
            .with(
                    aProcedure("silver.load_orders").tags("daily", "two words"),
                    aProcedure("silver.old_orders").disabled(),
                    aProcedure("gold.\"Orders, all\"").fact())
            .group("Sales", 1, "silver.load_orders")
            .build();

    @Test
    void procedures_and_labels_are_found_anywhere_in_their_names_those_that_begin_so_first() {
        assertThat(Suggestions.of(CATALOG, "orders", 9)).containsExactly("gold.\"Orders, all\"", "silver.load_orders");
        assertThat(Suggestions.of(CATALOG, "da", 9)).containsExactly("tag:daily");
        assertThat(Suggestions.of(CATALOG, "sal", 9)).containsExactly("group:Sales");
        assertThat(Suggestions.of(CATALOG, "silver", 9)).containsExactly("silver.load_orders", "schema:silver");
        assertThat(Suggestions.of(CATALOG, "kind:", 9)).containsExactly("kind:fact", "kind:other");
        assertThat(Suggestions.of(CATALOG, "o", 1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gold", "two", "Sal", "schema:", "kind:"})
    void every_suggestion_selects_something(String begun) {
        assertThat(Suggestions.of(CATALOG, begun, 9)).isNotEmpty().allSatisfy(term -> assertThat(
                        Chosen.of(CATALOG, term, "").taken())
                .isNotEmpty());
    }
}
