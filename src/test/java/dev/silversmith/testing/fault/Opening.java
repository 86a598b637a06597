package dev.silversmith.testing.fault;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the first message of a connection says. */
final class Opening {

    private static final int CANCEL = 80877102;
    private static final int TLS = 80877103;
    private static final int GSS = 80877104;
    private static final int VERSION_FIELD = 8;

    private final Message message;

    Opening(Message message) {
        this.message = message;
    }

    /** Whether it asks for encryption, which nobody could look into. */
    boolean asksForEncryption() {
        int code = message.number(0);
        return code == TLS || code == GSS;
    }

    /** The login, empty for a request to cancel, which names none. */
    String user() {
        if (message.number(0) == CANCEL) {
            return "";
        }
        byte[] bytes = message.bytes();
        String parameters = new String(bytes, VERSION_FIELD, bytes.length - VERSION_FIELD, StandardCharsets.UTF_8);
        List<String> namesAndValues = List.of(parameters.split("\0"));
        return namesAndValues.get(namesAndValues.indexOf("user") + 1);
    }
}
