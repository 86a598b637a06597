package dev.silversmith.pg;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** The secret of one claim: only the engine knows it, the table keeps its SHA-256, and only the recording of a success is told it. */
final class ClaimToken {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private final byte[] secret = new byte[BYTES];

    ClaimToken() {
        RANDOM.nextBytes(secret);
    }

    byte[] secret() {
        return secret.clone();
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
