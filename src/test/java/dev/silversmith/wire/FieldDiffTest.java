package dev.silversmith.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.wire.FieldDiff.Field;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FieldDiffTest {

    @Test
    void fields_that_came_went_changed_and_stayed_are_told_apart() {
        var fields = FieldDiff.of(
                Optional.of("{\"status\": \"queued\", \"mode\": \"full\", \"old\": 1}"),
                Optional.of("{\"status\": \"running\", \"mode\": \"full\", \"rows\": {\"a\": null, \"b\": [1, 2]}}"));

        assertThat(fields)
                .containsExactly(
                        new Field("status", Optional.of("queued"), Optional.of("running")),
                        new Field("mode", Optional.of("full"), Optional.of("full")),
                        new Field("old", Optional.of("1"), Optional.empty()),
                        new Field("rows.a", Optional.empty(), Optional.of("null")),
                        new Field("rows.b", Optional.empty(), Optional.of("[1,2]")));
        assertThat(fields).extracting(Field::changed).containsExactly(true, false, true, true, true);
    }

    @Test
    void without_states_there_are_no_fields() {
        assertThat(FieldDiff.of(Optional.empty(), Optional.empty())).isEmpty();
    }

    @Test
    void a_state_that_is_no_object_is_one_value() {
        assertThat(FieldDiff.of(Optional.of("\"a<b>\""), Optional.of("not JSON")))
                .containsExactly(new Field("", Optional.of("a<b>"), Optional.of("not JSON")));
    }
}
