package dev.silversmith.testing.fault;

import dev.silversmith.testing.fault.Modes.Mode;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One connection through the proxy: message by message, as the mode of its login says at that moment. */
final class Link {

    private static final int WAYS = 2;

    private final Socket client;
    private final Socket server;
    private final Modes modes;
    private final Traps traps;
    private final Way requests;
    private final Way answers;
    private final Conversation conversation = new Conversation();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile String user = "";
    private volatile CommitTrap swallowing;

    Link(Socket client, Socket server, Modes modes, Traps traps) throws IOException {
        this.client = client;
        this.server = server;
        this.modes = modes;
        this.traps = traps;
        this.requests = new Way(client, server, modes, Mode.LOSE_TOWARDS_SERVER);
        this.answers = new Way(server, client, modes, Mode.LOSE_TOWARDS_CLIENT);
    }

    String user() {
        return user;
    }

    /** Whether bytes were lost, so that nothing sensible can follow. */
    boolean isTorn() {
        return requests.isTorn() || answers.isTorn();
    }

    /** From now on all bytes are lost. */
    void tear() {
        requests.tear();
        answers.tear();
    }

    /** Relays what the client says until it ends; the way back has a thread of its own. */
    void relay() {
        try {
            Optional<Message> opening = opening();
            if (opening.isEmpty() || refuses(opening.get())) {
                reset();
                return;
            }
            Threads.start("proxy, answers to " + user, this::relayAnswers);
            requests.pass(opening.get(), user);
            relayRequests();
        } catch (IOException | InterruptedException gone) {
            reset();
        }
    }

    /** The message that names the login; encryption is declined. */
    private Optional<Message> opening() throws IOException, InterruptedException {
        Optional<Message> message = requests.first();
        while (message.isPresent() && new Opening(message.get()).asksForEncryption()) {
            if (modes.awaitFlow("") == Mode.REFUSE) {
                return Optional.empty();
            }
            client.getOutputStream().write('N');
            message = requests.first();
        }
        return message;
    }

    private boolean refuses(Message opening) throws InterruptedException {
        user = new Opening(opening).user();
        return modes.awaitFlow(user) == Mode.REFUSE;
    }

    private void relayRequests() throws InterruptedException {
        try {
            for (Optional<Message> next = requests.next(); next.isPresent(); next = requests.next()) {
                if (conversation.isCommit(next.get())) {
                    commit();
                }
                requests.pass(next.get(), user);
            }
        } catch (IOException broken) {
            // Ends as it would in an orderly way: one side is gone, and the other is to hear of it.
        }
        end(requests);
    }

    private void commit() throws IOException, InterruptedException {
        Optional<CommitTrap> trap = traps.take(user, conversation);
        if (trap.isPresent()) {
            requests.flush();
            trap.get().committing(this);
        }
    }

    private void relayAnswers() {
        try {
            copyAnswers();
            if (swallowing == null) {
                end(answers);
            }
        } catch (InterruptedException gone) {
            reset();
        }
    }

    private void copyAnswers() throws InterruptedException {
        try {
            for (Optional<Message> next = answers.next(); next.isPresent(); next = answers.next()) {
                conversation.answered(next.get());
                CommitTrap trap = swallowing;
                if (trap == null) {
                    answers.pass(next.get(), user);
                } else if (next.get().type() == 'Z') {
                    trap.answered();
                }
            }
        } catch (IOException broken) {
            // As above.
        }
    }

    /** From now on no answer reaches the client; the trap is told of the next one that is complete. */
    void swallowFor(CommitTrap trap) {
        swallowing = trap;
    }

    private void end(Way way) throws InterruptedException {
        way.end(user);
        if (ended.incrementAndGet() == WAYS) {
            Sockets.close(client);
            Sockets.close(server);
        }
    }

    /** Ends both sides at once, without a word. */
    void reset() {
        Sockets.reset(client);
        Sockets.reset(server);
    }
}
