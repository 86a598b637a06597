package dev.silversmith.rest.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Readers that are fast, slow, or gone. */
class ChannelTest {

    private static final Event EVENT = Event.of("run", "{}");

    private final RecordedOutlet outlet = new RecordedOutlet();
    private final Channel channel = new Channel(outlet, Runnable::run);

    @Test
    void a_slow_reader_gets_the_next_event_when_the_last_one_is_written() {
        outlet.slow = true;

        channel.offer(List.of(EVENT, Event.of("step", "{}")));
        assertThat(outlet.names()).containsExactly("run");
        assertThat(channel.isIdle()).isFalse();

        outlet.unwritten.get(0).complete(null);
        outlet.unwritten.get(1).complete(null);
        assertThat(outlet.names()).containsExactly("run", "step");
        assertThat(channel.isIdle()).isTrue();
    }

    @Test
    void a_first_burst_of_any_size_is_sent_but_who_has_not_read_it_loses_the_stream_at_the_next() {
        outlet.slow = true;

        channel.offer(Collections.nCopies(Channel.MOST_WAITING + 2, EVENT));
        assertThat(channel.isClosed()).isFalse();
        channel.offer(List.of(EVENT));

        assertThat(channel.isClosed()).isTrue();
    }

    @Test
    void a_long_burst_is_sent_without_going_ever_deeper() {
        channel.offer(Collections.nCopies(100_000, EVENT));

        assertThat(outlet.events).hasSize(100_000);
    }

    @Test
    void a_finished_stream_ends_when_everything_is_sent() {
        outlet.slow = true;
        channel.offer(List.of(EVENT));

        channel.finish();
        assertThat(channel.isClosed()).isFalse();
        outlet.unwritten.get(0).complete(null);

        assertThat(channel.isClosed()).isTrue();
    }

    @Test
    void a_reader_that_is_gone_is_noticed_at_once_or_when_the_writing_fails() {
        outlet.slow = true;
        channel.offer(List.of(EVENT, EVENT));
        outlet.unwritten.get(0).completeExceptionally(new IllegalStateException("reset"));
        assertThat(channel.isClosed()).isTrue();
        assertThat(outlet.events).hasSize(1);

        RecordedOutlet gone = new RecordedOutlet();
        gone.broken = true;
        Channel other = new Channel(gone, Runnable::run);
        other.offer(List.of(EVENT));
        assertThat(other.isClosed()).isTrue();
    }
}
