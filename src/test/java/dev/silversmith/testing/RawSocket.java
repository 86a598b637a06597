package dev.silversmith.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** One HTTP/1.1 exchange byte by byte, for addresses and bodies that no client library lets pass. */
public final class RawSocket implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;

    private RawSocket(Socket socket) {
        this.socket = socket;
    }

    public static RawSocket to(String baseUrl) throws IOException {
        URI address = URI.create(baseUrl);
        Socket socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new RawSocket(socket);
    }

    /** Asks as a user whose password is his name; the whole answer, headers and all. */
    public String get(String target, String user) throws IOException {
        return exchange("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + authorization(user)
                + "\r\n");
    }

    /** Sends whatever it is and reads until the server closes. */
    public String exchange(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The header for a user whose password is his name. */
    public static String authorization(String user) {
        String pair = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
        return "Authorization: Basic " + pair + "\r\n";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
