package dev.silversmith.testing.fault;

import dev.silversmith.testing.fault.Modes.Mode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Optional;

/** One direction of a connection. */
final class Way {

    private final DataInputStream from;
    private final Socket target;
    private final OutputStream to;
    private final Modes modes;
    private final Mode losing;
    private volatile boolean torn;

    /**
     * A direction.
     *
     * @param losing the mode in which it loses what it is given
     */
    Way(Socket source, Socket target, Modes modes, Mode losing) throws IOException {
        this.from = new DataInputStream(new BufferedInputStream(source.getInputStream()));
        this.target = target;
        this.to = new BufferedOutputStream(target.getOutputStream());
        this.modes = modes;
        this.losing = losing;
    }

    Optional<Message> first() throws IOException {
        return Message.readFirst(from);
    }

    Optional<Message> next() throws IOException {
        return Message.read(from);
    }

    /** Whether bytes were lost, so that nothing sensible can follow. */
    boolean isTorn() {
        return torn;
    }

    /** From now on all bytes are lost. */
    void tear() {
        torn = true;
    }

    /** Sends a message on, late or never if its login's mode is such. */
    void pass(Message message, String user) throws IOException, InterruptedException {
        if (modes.stalls(user)) {
            flush();
        }
        if (loses(user)) {
            return;
        }
        to.write(message.bytes());
        if (from.available() == 0) {
            flush();
        }
    }

    void flush() throws IOException {
        to.flush();
    }

    private boolean loses(String user) throws InterruptedException {
        torn |= modes.awaitFlow(user) == losing;
        return torn;
    }

    /** The end of the source reaches the target as everything else does: late, or never. */
    void end(String user) throws InterruptedException {
        if (loses(user)) {
            return;
        }
        try {
            flush();
            target.shutdownOutput();
        } catch (IOException gone) {
            // The target has ended first.
        }
    }
}
