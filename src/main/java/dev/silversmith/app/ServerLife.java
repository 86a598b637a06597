package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore;
import dev.silversmith.app.port.LeaseStore.Wanted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

/** Heartbeat and leases, one transaction each. */
@ApplicationScoped
public class ServerLife {

    private final LeaseStore leases;
    private final EngineSettings settings;

    @Inject
    public ServerLife(LeaseStore leases, EngineSettings settings) {
        this.leases = leases;
        this.settings = settings;
    }

    ServerLife() {
        this(null, null);
    }

    @Transactional
    public Wanted beat(UUID instanceId, Collection<UUID> active) {
        return leases.beat(instanceId, settings.serverId(), settings.version(), active, settings.lease());
    }

    @Transactional
    public Optional<UUID> takeOverLost(Collection<UUID> active) {
        return leases.takeOverLost(settings.serverId(), active, settings.lease());
    }
}
