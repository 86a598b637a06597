package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore.Holder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The server's name, under which it owns runs: at most one living server has it. */
@ApplicationScoped
public class ServerIdentity {

    private static final Logger LOG = Logger.getLogger(ServerIdentity.class.getName());

    private static final long BETWEEN_LOOKS_MILLIS = 250;

    private final ServerLife life;
    private final EngineSettings settings;
    private final ServerStop end;

    @Inject
    public ServerIdentity(ServerLife life, EngineSettings settings, ServerStop end) {
        this.life = life;
        this.settings = settings;
        this.end = end;
    }

    ServerIdentity() {
        this(null, null, null);
    }

    /**
     * Takes the name. After a crash it waits until the process before has been silent for a lease. One sign of life may have been on its way
     * still when that process died; the second one is a living server's.
     *
     * @throws IllegalStateException if a living server has it
     */
    public void claim() {
        Set<Instant> signs = new HashSet<>();
        for (Optional<Holder> holder = life.claim(); holder.isPresent(); holder = life.claim()) {
            if (signs.isEmpty()) {
                LOG.log(
                        Level.INFO,
                        "a server named {0} was alive {1} ms ago; waiting for its lease to end, or for its next signs of life",
                        new Object[] {
                            settings.serverId(),
                            Long.toString(holder.get().silent().toMillis())
                        });
            }
            signs.add(holder.get().heartbeat());
            if (signs.size() > 2) {
                throw new IllegalStateException(
                        "another living server is named %s: set SILVERSMITH_SERVER_ID to a name that no other server has"
                                .formatted(settings.serverId()));
            }
            if (end.hasBegun()) {
                throw new IllegalStateException("the server is being stopped");
            }
            pause();
        }
    }

    /** Gives the name back at an orderly end. */
    public void release() {
        life.stopped();
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the end of an earlier server", interrupted);
        }
    }
}
