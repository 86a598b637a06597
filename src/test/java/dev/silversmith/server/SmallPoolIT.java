package dev.silversmith.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.RawRequest;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.TestWarehouse;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server with many more lanes than connections: nothing waits in a circle, and threads are left for everybody else. */
@OwnServers
class SmallPoolIT {

    private static final int LANES = 100;
    private static final int POOL = 3;

    private static TestDatabase database;
    private static LibertyProcess server;

    @BeforeAll
    static void start() {
        database = TestDatabase.unmigrated("pool");
        server = LibertyProcess.launch("pool", database, database.url(), """
                <variable name="SILVERSMITH_MAX_LANES" value="%d"/>
                <dataSource id="warehouse"><connectionManager maxPoolSize="%d" connectionTimeout="2s"/></dataSource>
                """.formatted(LANES, POOL))
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        server.kill();
    }

    @Test
    void a_hundred_lanes_with_three_connections_end_and_the_server_answers_meanwhile() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(database, server.baseUrl());
                Connection gate = database.asSuperuser()) {
            String lock = "hashtext('" + warehouse.schema() + "')";
            Sql.execute(gate, "select pg_advisory_lock(" + lock + ")");
            procedures(warehouse, LANES, lock);
            String run = start(warehouse, LANES);
            // A server that must make threads first answers nobody for seconds while the lanes start.
            List<Long> atFirst = times(20);
            assertThat(atFirst.get(atFirst.size() - 1))
                    .as("most milliseconds, on a machine that may stumble")
                    .isLessThan(2500);
            Awaitility.await("all connections in use")
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> blocked(gate) == POOL);

            List<Long> times = times(15);
            assertThat(times.get(times.size() / 2)).as("median milliseconds").isLessThan(1000);
            assertThat(blocked(gate)).isEqualTo(POOL);
            assertThat(server.messages())
                    .as("expressions of server.xml")
                    .doesNotContain("CWWKG0083W", "CWWKG0032W", "CWWKG0081E");

            Sql.execute(gate, "select pg_advisory_unlock_all()");
            assertThat(warehouse.operator().awaitEnd(run).getString("status")).isEqualTo("succeeded");
            assertThat(warehouse.ledger()).hasSize(LANES);
        }
    }

    @Test
    void a_login_with_fewer_connections_than_lanes_makes_the_run_slow_and_nothing_else() throws Exception {
        try (TestWarehouse warehouse = TestWarehouse.on(database, server.baseUrl());
                Connection superuser = database.asSuperuser()) {
            String lock = "hashtext('" + warehouse.schema() + "')";
            procedures(warehouse, 12, lock);
            // What is open stays open: at most one of this server's lanes finds a connection at first.
            Sql.execute(
                    superuser,
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'silversmith warehouse' and datname = current_database()");
            Awaitility.await()
                    .until(() -> connections(
                                    superuser,
                                    "and datname = current_database() and application_name = 'silversmith warehouse'")
                            == 0);
            Sql.execute(
                    superuser, "alter role silversmith_warehouse connection limit " + (connections(superuser, "") + 1));
            try {
                String run = start(warehouse, 12);

                assertThat(warehouse.operator().awaitEnd(run).getString("status"))
                        .isEqualTo("succeeded");
                assertThat(warehouse.ledger()).hasSize(12);
                assertThat(warehouse.calls()).isEqualTo(12);
            } finally {
                Sql.execute(superuser, "alter role silversmith_warehouse connection limit -1");
            }
        }
    }

    /** The times of answers one after another, in milliseconds, the shortest first. */
    private static List<Long> times(int answers) throws Exception {
        ApiClient viewer = new ApiClient(server.baseUrl(), "viewer");
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < answers; i++) {
            long begin = System.nanoTime();
            assertThat(RawRequest.to(server.baseUrl() + "/health/live").send().statusCode())
                    .isEqualTo(200);
            viewer.get("/runs").expect(200);
            times.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
        }
        times.sort(null);
        return times;
    }

    private static void procedures(TestWarehouse warehouse, int count, String lock) throws Exception {
        for (int i = 0; i < count; i++) {
            warehouse.procedure(
                    "p%03d".formatted(i),
                    "other",
                    List.of(),
                    "perform pg_advisory_xact_lock_shared(%s);".formatted(lock));
        }
        warehouse.register();
    }

    private static String start(TestWarehouse warehouse, int lanes) {
        String body = "{%s, \"maxParallel\": %d}".formatted(warehouse.select(), lanes);
        return warehouse.operator().run(body).expect(201).json().getString("id");
    }

    private static long blocked(Connection connection) throws Exception {
        return Sql.one(
                connection,
                Long.class,
                "select count(*) from pg_stat_activity where usename = 'silversmith_warehouse'"
                        + " and datname = current_database() and state = 'active' and wait_event = 'advisory'");
    }

    private static long connections(Connection connection, String which) throws Exception {
        return Sql.one(
                connection,
                Long.class,
                "select count(*) from pg_stat_activity where usename = 'silversmith_warehouse' " + which);
    }
}
