package dev.silversmith.browser;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/**
 * A server of its own with the sample warehouse in which everything has happened that a page can show: run 1 succeeded, run 2 failed by a row
 * that broke a constraint, and run 3, a full refresh, waits for its approval.
 */
final class SampleConsole implements AutoCloseable {

    static final long SUCCEEDED = 1;
    static final long FAILED = 2;
    static final long WAITING = 3;

    private static final Path SAMPLE = Path.of("db/sample");

    /** A parcel that weighs less than nothing, and a rule against it. */
    private static final String BROKEN_ROW = """
            alter table silver.fact_shipment add constraint parcel_weighs_something check (weight_g > 0);
            insert into bronze.oms_shipment
            select shipment_no, order_no, carrier, tracking_no, shipped_at, delivered_at, -5, m.newest + interval '1 hour'
              from (select max(loaded_at) as newest from bronze.oms_shipment) m
              join bronze.oms_shipment s on s.shipment_no = 'P500001'
             limit 1;
            """;

    private final LibertyProcess server;

    private SampleConsole(LibertyProcess server) {
        this.server = server;
    }

    static SampleConsole start() throws Exception {
        TestDatabase database = TestDatabase.unmigrated("walk");
        try (Connection owner = database.asSuperuser()) {
            for (String script : List.of("01_bronze.sql", "02_silver.sql", "03_procedures.sql", "04_grants.sql")) {
                Sql.execute(owner, Files.readString(SAMPLE.resolve(script)));
            }
        }
        LibertyProcess server = LibertyProcess.launch("walk", database).awaitReady();
        try {
            happen(database, server.baseUrl());
        } catch (Exception | Error fault) {
            server.close();
            throw fault;
        }
        return new SampleConsole(server);
    }

    private static void happen(TestDatabase database, String baseUrl) throws Exception {
        String catalog = Files.readString(SAMPLE.resolve("catalog.yaml"))
                .replace("    description: Parcels", "    freshness: PT26H\n    description: Parcels");
        new ApiClient(baseUrl, "engineer")
                .put("/catalog", "application/yaml", catalog)
                .expect(200);
        ApiClient operator = new ApiClient(baseUrl, "operator");
        operator.runToEnd("{}");
        try (Connection owner = database.asSuperuser()) {
            Sql.execute(owner, BROKEN_ROW);
        }
        operator.runToEnd("{}");
        operator.run("""
                        {"mode": "full", "select": "group:fulfilment",
                         "fullRefresh": {"confirmed": true, "reason": "The carrier has delivered all parcels anew. Ticket 512."}}""").expect(201);
    }

    String baseUrl() {
        return server.baseUrl();
    }

    @Override
    public void close() {
        server.close();
    }
}
