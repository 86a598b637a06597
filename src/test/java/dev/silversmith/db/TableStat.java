package dev.silversmith.db;

import jakarta.json.JsonObject;

/** One table's line of {@code silversmith.unit_counters()}. */
record TableStat(String table, boolean read, long inserted, long updated, long deleted, boolean truncated) {

    static TableStat of(JsonObject line) {
        return new TableStat(
                line.getString("table"),
                line.getBoolean("read"),
                line.getJsonNumber("inserted").longValueExact(),
                line.getJsonNumber("updated").longValueExact(),
                line.getJsonNumber("deleted").longValueExact(),
                line.getBoolean("truncated"));
    }

    static TableStat written(String table, long inserted, long updated, long deleted) {
        return new TableStat(table, false, inserted, updated, deleted, false);
    }

    static TableStat readOnly(String table) {
        return new TableStat(table, true, 0, 0, 0, false);
    }

    TableStat alsoTruncated() {
        return new TableStat(table, read, inserted, updated, deleted, true);
    }
}
