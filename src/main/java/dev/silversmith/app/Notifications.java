package dev.silversmith.app;

import dev.silversmith.app.port.AuditTrail;
import dev.silversmith.app.port.NotificationStore;
import dev.silversmith.app.port.NotificationView;
import dev.silversmith.app.port.NotificationView.Status;
import dev.silversmith.app.port.Page;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Shows the outbox, and has messages sent again. */
@ApplicationScoped
public class Notifications {

    private final NotificationStore store;
    private final AuditTrail audit;

    @Inject
    public Notifications(NotificationStore store, AuditTrail audit) {
        this.store = store;
        this.audit = audit;
    }

    Notifications() {
        this(null, null);
    }

    /** See {@link NotificationStore#list}. */
    @Transactional
    public Page<NotificationView> list(Set<Status> statuses, int limit, Optional<String> cursor) {
        return store.list(statuses, limit, cursor);
    }

    /**
     * Has a message sent again, with all attempts before it.
     *
     * @return the message as it is now
     * @throws ProblemException NOT_FOUND if there is none, CONFLICT if it is still being tried
     */
    @Transactional
    public NotificationView redeliver(UUID id, String actor) {
        NotificationView before = store.find(id)
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND, "there is no notification " + id));
        if (!store.renew(id)) {
            throw new ProblemException(
                    Problem.CONFLICT,
                    "notification %s is still being tried, after %d attempts".formatted(id, before.attempts()));
        }
        audit.record(
                actor,
                "notification.redeliver",
                "notification",
                id.toString(),
                Optional.empty(),
                Optional.of("{\"status\": \"%s\"}".formatted(before.status().word())),
                Optional.of("{\"status\": \"%s\"}".formatted(Status.PENDING.word())));
        return store.find(id).orElseThrow();
    }
}
