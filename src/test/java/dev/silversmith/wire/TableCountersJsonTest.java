package dev.silversmith.wire;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.StringReader;
import org.junit.jupiter.api.Test;

class TableCountersJsonTest {

    private static String counters(String table, boolean read, long inserted, long deleted, boolean truncated) {
        return Json.createArrayBuilder()
                .add(Json.createObjectBuilder()
                        .add("table", table)
                        .add("read", read)
                        .add("inserted", inserted)
                        .add("updated", 0)
                        .add("deleted", deleted)
                        .add("truncated", truncated))
                .build()
                .toString();
    }

    private static JsonArray since(String now, String before) {
        try (var reader = Json.createReader(new StringReader(TableCountersJson.since(now, before)))) {
            return reader.readArray();
        }
    }

    @Test
    void what_came_since_is_the_difference() {
        JsonObject table = since(counters("s.x", true, 15, 3, false), counters("s.x", true, 10, 1, false))
                .getJsonObject(0);

        assertThat(table.getInt("inserted")).isEqualTo(5);
        assertThat(table.getInt("deleted")).isEqualTo(2);
    }

    @Test
    void a_table_that_was_not_touched_since_is_left_out() {
        assertThat(since(counters("s.x", true, 10, 1, false), counters("s.x", true, 10, 1, false)))
                .isEmpty();
    }

    @Test
    void a_table_that_is_new_is_reported_whole() {
        assertThat(since(counters("s.x", false, 7, 0, false), "[]")
                        .getJsonObject(0)
                        .getInt("inserted"))
                .isEqualTo(7);
    }

    @Test
    void after_a_truncate_what_is_left_counts() {
        JsonObject table = since(counters("s.x", false, 4, 0, true), counters("s.x", false, 10, 0, false))
                .getJsonObject(0);

        assertThat(table.getInt("inserted")).isEqualTo(4);
        assertThat(table.getBoolean("truncated")).isTrue();
    }

    @Test
    void a_truncate_belongs_to_the_member_that_did_it() {
        JsonObject table = since(counters("s.x", false, 9, 0, true), counters("s.x", false, 4, 0, true))
                .getJsonObject(0);

        assertThat(table.getInt("inserted")).isEqualTo(5);
        assertThat(table.getBoolean("truncated")).isFalse();
    }
}
