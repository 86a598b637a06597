package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.MessageSink.Message;
import dev.silversmith.app.port.StepLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StepMessagesTest {

    private static final UUID STEP = new UUID(0, 1);

    private final List<StepLog.Entry> written = new ArrayList<>();
    private final StepLog log = new StepLog() {
        @Override
        public void append(Entry entry) {
            written.add(entry);
        }

        @Override
        public void flush() {
            // Nothing waits here.
        }
    };
    private final StepMessages messages =
            new StepMessages(log, new UUID(0, 2), 3, new Redaction(List.of("hunter2", "hunter22", "abc")));

    private static Message message(String level, String text) {
        return new Message(level, "00000", text, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void raise(String text) {
        messages.accept(
                STEP, new Message("notice", "00000", text, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void secrets_are_taken_out_of_messages() {
        raise("hunter22, hunter2! abc");

        assertThat(written).extracting(StepLog.Entry::message).containsExactly("***, ***! abc");
    }

    @Test
    void as_many_messages_as_are_kept_are_written_and_the_rest_is_counted() {
        for (int i = 0; i < 10; i++) {
            raise("line " + i);
        }
        messages.finished(STEP);

        assertThat(written).extracting(StepLog.Entry::line).containsExactly(1L, 2L, 3L, 4L);
        assertThat(written.get(3).message()).isEqualTo("7 more messages were not kept; the limit is 3 per step");
        assertThat(written.get(3).payload()).containsEntry("dropped", "7");
    }

    @Test
    void each_step_has_a_limit_of_its_own() {
        raise("one");
        messages.accept(
                new UUID(0, 3),
                new Message("notice", "00000", "other", Optional.empty(), Optional.empty(), Optional.empty()));
        messages.finished(STEP);

        assertThat(written).extracting(StepLog.Entry::line).containsExactly(1L, 1L);
    }

    @Test
    void a_very_long_text_is_cut_and_says_how_long_it_was() {
        raise("x".repeat(1_000_000));

        assertThat(written.get(0).message())
                .hasSizeLessThan(StepMessages.MAX_TEXT + 100)
                .endsWith("(1000000 characters in all)");
    }

    @Test
    void a_cut_does_not_break_a_character_in_two() {
        raise("x".repeat(StepMessages.MAX_TEXT - 1) + "😀".repeat(10));

        assertThat(written.get(0).message()).startsWith("x".repeat(StepMessages.MAX_TEXT - 1) + "…");
    }

    @Test
    void long_messages_are_kept_up_to_the_characters_that_many_lines_may_have() {
        var verbose = new StepMessages(log, new UUID(0, 2), 10_000, new Redaction(List.of()));
        for (int i = 0; i < 1000; i++) {
            verbose.accept(STEP, message("notice", "y".repeat(50_000)));
        }
        verbose.finished(STEP);

        assertThat(written).hasSize(201);
        assertThat(written.get(200).line()).isEqualTo(201);
        assertThat(written.get(200).message())
                .isEqualTo("800 more messages were not kept; the limit is 10000000 characters per step");
    }

    @Test
    void warnings_are_counted_beyond_the_limit() {
        for (int i = 0; i < 10; i++) {
            messages.accept(STEP, message(i % 2 == 0 ? "warning" : "notice", "line " + i));
        }

        assertThat(messages.warnings(STEP)).isEqualTo(5);
        assertThat(messages.warnings(new UUID(0, 3))).isZero();
    }

    @Test
    void nothing_is_kept_where_no_lines_are_wanted() {
        var none = new StepMessages(log, new UUID(0, 2), 0, new Redaction(List.of()));
        none.accept(STEP, message("warning", "unheard"));
        none.finished(STEP);

        assertThat(written).extracting(StepLog.Entry::event).containsExactly("messages_dropped");
        assertThat(none.warnings(STEP)).isEqualTo(1);
    }
}
