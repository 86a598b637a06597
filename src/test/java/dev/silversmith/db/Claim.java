package dev.silversmith.db;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;

/** What only the engine knows of attempts that it claimed as one unit. */
final class Claim {

    private final byte[] token;
    private final List<UUID> steps;

    Claim(byte[] token, UUID... steps) {
        this.token = token.clone();
        this.steps = List.of(steps);
    }

    byte[] token() {
        return token.clone();
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    List<UUID> steps() {
        return steps;
    }

    /** The first member, whose token is the unit's. */
    UUID lead() {
        return steps.get(0);
    }
}
