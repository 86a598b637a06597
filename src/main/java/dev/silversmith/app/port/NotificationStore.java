package dev.silversmith.app.port;

import dev.silversmith.app.port.NotificationView.Status;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The outbox as people see it. Every method works in the caller's transaction. */
public interface NotificationStore {

    /**
     * Messages, the newest first.
     *
     * @param statuses any of these; empty for all
     * @param limit 1 to 200
     * @param cursor a page's {@code nextCursor}, of the same statuses
     * @throws dev.silversmith.core.shared.ProblemException if the cursor is not one
     */
    Page<NotificationView> list(Set<Status> statuses, int limit, Optional<String> cursor);

    Optional<NotificationView> find(UUID id);

    /**
     * Makes a message that is dead or delivered due at once, with all its attempts before it.
     *
     * @return false if it is neither, or there is no such message
     */
    boolean renew(UUID id);
}
