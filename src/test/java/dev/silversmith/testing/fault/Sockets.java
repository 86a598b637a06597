package dev.silversmith.testing.fault;

import java.io.IOException;
import java.net.Socket;

/** Ends of sockets, which cannot fail for who wants them. */
final class Sockets {

    private Sockets() {}

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // What was wanted has happened.
        }
    }

    /** Closes a socket so that the peer is told of a reset and what is under way is lost. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException closed) {
            // Nothing is under way on it any more.
        }
        close(socket);
    }
}
