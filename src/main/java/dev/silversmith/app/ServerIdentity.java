package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore.Holder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
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
     * Takes the name. After a crash it waits until the process before has been silent for a lease.
     *
     * @throws IllegalStateException if a living server has it, or this one is stopped meanwhile
     */
    public void claim() {
        Optional<Holder> first = life.claim();
        if (first.isEmpty()) {
            return;
        }
        LOG.log(
                Level.INFO,
                "a server named {0} was alive {1} ms ago; waiting for its lease to end, or for its next sign of life",
                new Object[] {
                    settings.serverId(), Long.toString(first.get().silent().toMillis())
                });
        for (Optional<Holder> holder = first; holder.isPresent(); holder = life.claim()) {
            if (!holder.get().heartbeat().equals(first.get().heartbeat())) {
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
