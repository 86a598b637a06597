package dev.silversmith.testing.fault;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One message of PostgreSQL's protocol, version 3, as it was read. */
final class Message {

    private static final int LENGTH_FIELD = 4;

    private final char type;
    private final byte[] bytes;

    private Message(char type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /** The next message, empty at the end of the stream. */
    static Optional<Message> read(DataInputStream in) throws IOException {
        int type = in.read();
        return type < 0 ? Optional.empty() : Optional.of(read(in, (char) type));
    }

    /** The first message of a connection. */
    static Optional<Message> readFirst(DataInputStream in) throws IOException {
        try {
            return Optional.of(read(in, (char) 0));
        } catch (EOFException closedUnused) {
            return Optional.empty();
        }
    }

    private static Message read(DataInputStream in, char type) throws IOException {
        int length = in.readInt();
        int head = type == 0 ? 0 : 1;
        ByteBuffer message = ByteBuffer.allocate(head + length);
        if (head == 1) {
            message.put((byte) type);
        }
        message.putInt(length);
        in.readFully(message.array(), message.position(), length - LENGTH_FIELD);
        return new Message(type, message.array());
    }

    /** Its letter; 0 for the first message of a connection, which has none. */
    char type() {
        return type;
    }

    /** All of it, letter and length included; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** The number at a place of the body. */
    int number(int offset) {
        return ByteBuffer.wrap(bytes).getInt(body() + offset);
    }

    char letter(int offset) {
        return (char) bytes[body() + offset];
    }

    /** A text of the body: each of them ends with a zero byte. */
    String text(int index) {
        int from = body();
        for (int skipped = 0; skipped < index; skipped++) {
            from = end(from) + 1;
        }
        return new String(bytes, from, end(from) - from, StandardCharsets.UTF_8);
    }

    private int body() {
        return type == 0 ? LENGTH_FIELD : LENGTH_FIELD + 1;
    }

    private int end(int from) {
        int at = from;
        while (bytes[at] != 0) {
            at++;
        }
        return at;
    }
}
