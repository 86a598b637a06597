package dev.silversmith.rest.json;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A body's text, which is UTF-8 or refused; never guessed at. */
public final class Utf8 {

    private Utf8() {}

    /**
     * Reads a body to its end.
     *
     * @throws ProblemException {@link Problem#UNSUPPORTED_MEDIA_TYPE} for another declared charset, {@link Problem#MALFORMED_REQUEST}
     *     for a body that breaks off, or bytes that are not UTF-8
     */
    public static String read(InputStream body, MediaType type) {
        String charset = type.getParameters().get(MediaType.CHARSET_PARAMETER);
        if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
            throw new ProblemException(Problem.UNSUPPORTED_MEDIA_TYPE, "a body must be in UTF-8");
        }
        byte[] bytes = all(body);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException otherCharset) {
            throw new ProblemException(Problem.MALFORMED_REQUEST, "the body is not UTF-8");
        }
    }

    private static byte[] all(InputStream body) {
        try {
            return body.readAllBytes();
        } catch (IOException brokenOff) {
            throw new ProblemException(
                    Problem.MALFORMED_REQUEST,
                    "the body cannot be read: it breaks off, or is not what its headers say");
        }
    }
}
