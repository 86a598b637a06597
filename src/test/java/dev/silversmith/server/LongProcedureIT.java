package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.util.List;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Longer than every default timeout of transaction manager, pool and session. */
@ArquillianTest
@Tag("slow")
class LongProcedureIT {

    @Test
    void a_procedure_of_ten_minutes_succeeds_with_default_settings() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl())) {
            warehouse
                    .procedure("long", "other", List.of(), "perform pg_sleep(605);")
                    .register();
            JsonObject run = warehouse
                    .operator()
                    .run("{" + warehouse.select() + "}")
                    .expect(201)
                    .json();

            // One wait lasts five minutes at most.
            do {
                run = warehouse.operator().awaitEnd(run.getString("id"));
            } while (run.getString("status").equals("running"));

            assertThat(run.getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).containsExactly("long");
        }
    }
}
