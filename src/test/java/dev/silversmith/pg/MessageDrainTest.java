package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.MessageSink;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The driver appends while messages are taken: to the chain that is there, or to one that has just been cleared. */
class MessageDrainTest {

    private final List<String> taken = new ArrayList<>();
    private final MessageDrain drain = new MessageDrain(statement(), UUID.randomUUID(), sink());

    private SQLWarning chain;

    /** What the driver does just before it is asked for the chain. */
    private Runnable meanwhile = () -> {};

    @Test
    void a_message_that_comes_late_to_a_cleared_chain_is_taken_even_if_a_new_chain_has_begun() throws Exception {
        SQLWarning first = new SQLWarning("1");
        chain = first;
        drain.drain();
        meanwhile = () -> {
            first.setNextWarning(new SQLWarning("2"));
            chain = new SQLWarning("3");
        };

        drain.drain();
        meanwhile = () -> chain = new SQLWarning("4");
        drain.drain();

        assertThat(taken).containsExactly("1", "2", "3", "4");
    }

    @Test
    void each_message_is_taken_once() throws Exception {
        chain = new SQLWarning("1");
        chain.setNextWarning(new SQLWarning("2"));

        assertThat(drain.drain()).isEqualTo(2);
        assertThat(drain.drain()).isZero();
        assertThat(taken).containsExactly("1", "2");
    }

    private Statement statement() {
        return (Statement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("clearWarnings")) {
                        chain = null;
                        return null;
                    }
                    if (!method.getName().equals("getWarnings")) {
                        throw new SQLException(method.getName());
                    }
                    meanwhile.run();
                    return chain;
                });
    }

    private MessageSink sink() {
        return new MessageSink() {
            @Override
            public void accept(UUID stepId, Message message) {
                taken.add(message.text());
            }

            @Override
            public int warnings(UUID stepId) {
                return 0;
            }

            @Override
            public void finished(UUID stepId) {
                throw new IllegalStateException("nobody but the executor says so");
            }
        };
    }
}
