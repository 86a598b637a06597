package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import java.util.List;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of a request are values of their types, or nothing starts. */
@ArquillianTest
class OverrideTypesIT {

    private static TestWarehouse warehouse() throws Exception {
        TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        warehouse
                .sql("create procedure $s.a(p_from date, p_size int) language sql as 'select 1'")
                .entry("a", "other", List.of(), """
                            parameters:
                              p_from: {type: date, value: '2026-01-01'}
                              p_size: {type: integer, value: 1}
                        """);
        return warehouse.register();
    }

    private static String body(TestWarehouse warehouse, String values) {
        return "{\"select\": \"%1$s.a\", \"parameters\": {\"%1$s.a\": %2$s}}".formatted(warehouse.schema(), values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plans", "/runs"})
    void a_value_that_is_none_of_its_type_is_refused_with_its_place_before_anything_starts(String path)
            throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            var refusal = warehouse
                    .operator()
                    .post(
                            path,
                            body(warehouse, "{\"p_from\": \"2026-13-01\", \"p_size\": \"much\"}"),
                            "Idempotency-Key",
                            warehouse.schema())
                    .expect(422)
                    .json();

            assertThat(refusal.getString("type")).endsWith("/problems/invalid-request");
            assertThat(refusal.getJsonArray("errors").toString())
                    .contains("p_from: '2026-13-01' is not a date (YYYY-MM-DD)")
                    .contains("/parameters/" + warehouse.schema() + ".a/p_from")
                    .contains("p_size: 'much' is not a value of type integer: invalid input syntax");
        }
    }

    @Test
    void values_of_their_types_in_any_form_that_the_database_reads_and_null_run() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            assertThat(warehouse
                            .operator()
                            .runToEnd(body(warehouse, "{\"p_from\": \"1 Jan 2026\", \"p_size\": null}"))
                            .getString("status"))
                    .isEqualTo("succeeded");
        }
    }
}
