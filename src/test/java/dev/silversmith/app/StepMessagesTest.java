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
    private final StepMessages messages = new StepMessages(
            new StepLog() {
                @Override
                public void append(Entry entry) {
                    written.add(entry);
                }

                @Override
                public void flush() {
                    // Nothing waits here.
                }
            },
            new UUID(0, 2),
            3,
            new Redaction(List.of("hunter2", "hunter22", "abc")));

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
}
