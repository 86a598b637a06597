package dev.silversmith.app.port;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A message of the outbox as it can be seen.
 *
 * @param type {@code run.failed} or {@code approval.wanted}
 * @param runId the run it is about; empty if it is about none
 * @param attempts how often it was tried
 * @param nextAttemptAt when it is tried again; only while pending
 * @param lastError why the last attempt failed
 */
public record NotificationView(
        UUID id,
        String type,
        Optional<UUID> runId,
        Status status,
        int attempts,
        Optional<Instant> nextAttemptAt,
        Optional<String> lastError,
        Instant createdAt,
        Optional<Instant> deliveredAt) {

    /** Where a message stands. */
    public enum Status {
        PENDING,
        DELIVERED,
        /** Its attempts are used up, or the receiver is gone. */
        DEAD;

        /** The word in tables and in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * The status of a word.
         *
         * @throws IllegalArgumentException for any other word
         */
        public static Status ofWord(String word) {
            return Arrays.stream(values())
                    .filter(status -> status.word().equals(word))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException("there is no status '%s' of a message".formatted(word)));
        }
    }
}
