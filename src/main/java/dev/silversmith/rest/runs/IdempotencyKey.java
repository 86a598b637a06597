package dev.silversmith.rest.runs;

import dev.silversmith.app.RequestLimits;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;

/** The header that makes a request safe to repeat. */
public final class IdempotencyKey {

    private IdempotencyKey() {}

    /**
     * The key of a header; one pair of quotes around it is dropped.
     *
     * @param header the header's value; null if it is missing
     * @throws ProblemException if there is none, or it is not 1 to 255 printable characters
     */
    public static String read(String header) {
        if (header == null) {
            throw new ProblemException(
                    Problem.MISSING_IDEMPOTENCY_KEY,
                    "send the header Idempotency-Key with a new key, for example a UUID: repeating a request with its key is safe");
        }
        String key = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"")
                ? header.substring(1, header.length() - 1)
                : header;
        if (!RequestLimits.isKey(key)) {
            throw new ProblemException(
                    Problem.INVALID_IDEMPOTENCY_KEY,
                    "the header Idempotency-Key takes 1 to 255 printable ASCII characters");
        }
        return key;
    }
}
