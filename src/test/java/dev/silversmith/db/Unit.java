package dev.silversmith.db;

import dev.silversmith.testing.Sql;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The transaction of one unit on a warehouse session, statement by statement as the engine sends them. */
final class Unit {

    private final Connection warehouse;

    Unit(Connection warehouse) {
        this.warehouse = warehouse;
    }

    List<Map<String, Object>> begin(Claim claim) throws SQLException {
        return begin(claim, claim.hash());
    }

    List<Map<String, Object>> begin(Claim claim, byte[] tokenHash) throws SQLException {
        warehouse.setAutoCommit(false);
        return Sql.rows(
                warehouse,
                "select step_id, watermark, transaction_id::pg_catalog.text from silversmith.begin_unit(?, ?)",
                warehouse.createArrayOf("uuid", claim.steps().toArray()),
                tokenHash);
    }

    /** What the engine sends after the call, before the outcome is recorded. */
    void settle() throws SQLException {
        Sql.execute(warehouse, "reset role");
        Sql.execute(warehouse, "set constraints all immediate");
    }

    List<TableStat> counters() throws SQLException {
        try (JsonReader reader = Json.createReader(new StringReader(countersAsText()))) {
            JsonArray tables = reader.readArray();
            return tables.getValuesAs(v -> TableStat.of(v.asJsonObject()));
        }
    }

    /** Null where nothing is counted. */
    String countersAsText() throws SQLException {
        return Sql.one(warehouse, String.class, "select silversmith.unit_counters()::pg_catalog.text");
    }

    void record(Claim claim) throws SQLException {
        record(claim.lead(), claim.lead(), claim.token(), countersAsText(), null);
    }

    void record(UUID step, UUID lead, byte[] token, String stats, String watermark) throws SQLException {
        Sql.one(
                warehouse,
                Object.class,
                """
                select silversmith.record_success(?, ?, ?, ?::pg_catalog.jsonb, ?::pg_catalog.jsonb, ?::pg_catalog.int4,
                                                  ?::pg_catalog.int8, ?::pg_catalog.text)
                """,
                step,
                lead,
                token,
                stats,
                "[{\"name\": \"p_since\", \"value\": \"1\", \"source\": \"value\"}]",
                2,
                7L,
                watermark);
    }

    void commit() throws SQLException {
        warehouse.commit();
        warehouse.setAutoCommit(true);
    }

    void rollback() throws SQLException {
        warehouse.rollback();
        warehouse.setAutoCommit(true);
    }
}
