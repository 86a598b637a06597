package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.RunStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Heartbeat and leases, one transaction each. */
@ApplicationScoped
public class ServerLife {

    private final RunStore runs;
    private final EngineSettings settings;

    @Inject
    public ServerLife(RunStore runs, EngineSettings settings) {
        this.runs = runs;
        this.settings = settings;
    }

    ServerLife() {
        this(null, null);
    }

    @Transactional
    List<UUID> beat(UUID instanceId, Collection<UUID> active) {
        return runs.beat(instanceId, settings.serverId(), settings.version(), active, settings.lease());
    }

    @Transactional
    Optional<UUID> takeOverLost() {
        return runs.takeOverLost(settings.serverId(), settings.lease());
    }
}
