package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;

/** What cuts a procedure short: its own limits, and nothing else. */
@ArquillianTest
class TimeoutIT {

    private static TestWarehouse warehouse() throws Exception {
        return TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
    }

    private static JsonObject error(Map<String, JsonObject> steps, String name) {
        return steps.get(name).getJsonObject("error");
    }

    @Test
    void a_procedure_that_takes_longer_than_its_timeout_fails_and_is_not_tried_again() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .procedure("slow", "other", List.of(), "perform pg_sleep(600);")
                    .catalogMore("    timeout: PT0.3S\n    retry: {maxAttempts: 3}\n");
            warehouse
                    .procedure("disarms", "other", List.of(), "set statement_timeout = 0; perform pg_sleep(600);")
                    .catalogMore("    timeout: PT0.3S\n");
            warehouse
                    .procedure("patient", "other", List.of(), "perform pg_sleep(1);")
                    .register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(""));

            for (String name : List.of("slow", "disarms")) {
                assertThat(error(steps, name).getString("sqlState")).isEqualTo("57014");
                assertThat(error(steps, name).getString("message")).contains("statement timeout");
                assertThat(error(steps, name).getBoolean("retryable")).isFalse();
                assertThat(steps.get(name).getInt("attemptNo")).isEqualTo(1);
            }
            assertThat(warehouse.ledger()).containsExactly("patient");
        }
    }

    @Test
    void a_wait_for_a_lock_ends_after_the_lock_timeout_and_may_be_tried_again() throws Exception {
        try (TestWarehouse warehouse = warehouse();
                Connection holder = TestServer.database().asSuperuser()) {
            warehouse.sql("create table $s.t (id int)").sql("grant all on $s.t to silversmith_warehouse");
            warehouse
                    .procedure("waits", "other", List.of(), "lock table %s.t;".formatted(warehouse.schema()))
                    .catalogMore("    lockTimeout: PT0.2S\n    retry: {maxAttempts: 2}\n")
                    .register();
            holder.setAutoCommit(false);
            Sql.execute(holder, "lock table " + warehouse.schema() + ".t");

            JsonObject run = warehouse.run("");

            holder.rollback();
            JsonObject last = warehouse.steps(run).get("waits");
            assertThat(last.getInt("attemptNo")).isEqualTo(2);
            assertThat(last.getJsonObject("error").getString("sqlState")).isEqualTo("55P03");
            assertThat(last.getJsonObject("error").getBoolean("retryable")).isTrue();
            assertThat(warehouse.run("").getString("status")).isEqualTo("succeeded");
        }
    }

    @Test
    void each_member_of_a_group_has_its_own_limits() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse.procedure("a_patient", "other", List.of(), "perform pg_sleep(0.6);");
            warehouse
                    .procedure("b_hasty", "other", List.of("a_patient"), "perform pg_sleep(600);")
                    .catalogMore("    timeout: PT0.3S\n");
            warehouse.group("g", 1, List.of("a_patient", "b_hasty")).register();

            Map<String, JsonObject> steps = warehouse.steps(warehouse.run(", \"transactionScope\": \"per_group\""));

            assertThat(steps.get("a_patient").getString("status")).isEqualTo("rolled_back");
            assertThat(error(steps, "b_hasty").getString("sqlState")).isEqualTo("57014");
        }
    }

    @Test
    void limits_that_somebody_has_set_for_the_login_cut_nothing() throws Exception {
        try (TestWarehouse warehouse = warehouse()) {
            warehouse
                    .procedure("long", "other", List.of(), "perform pg_sleep(2);")
                    .register();
            String login = "alter role silversmith_warehouse in database %s "
                    .formatted(warehouse.connection().getCatalog());
            try {
                for (String limit : List.of(
                        "statement_timeout",
                        "lock_timeout",
                        "idle_in_transaction_session_timeout",
                        "idle_session_timeout")) {
                    warehouse.sql(login + "set " + limit + " = '1s'");
                }
                endPooledSessions(warehouse);

                assertThat(warehouse.run("").getString("status")).isEqualTo("succeeded");
            } finally {
                warehouse.sql(login + "reset all");
                endPooledSessions(warehouse);
            }
        }
    }

    /** The next ones begin with the login's settings as they are now. */
    private static void endPooledSessions(TestWarehouse warehouse) throws Exception {
        warehouse.sql("""
                select pg_terminate_backend(pid)
                  from pg_stat_activity
                 where usename = 'silversmith_warehouse' and datname = current_database() and state = 'idle'
                """);
    }
}
