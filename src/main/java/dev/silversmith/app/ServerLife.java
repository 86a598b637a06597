package dev.silversmith.app;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore;
import dev.silversmith.app.port.LeaseStore.Holder;
import dev.silversmith.app.port.LeaseStore.Self;
import dev.silversmith.app.port.LeaseStore.TakenOver;
import dev.silversmith.app.port.LeaseStore.Wanted;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.core.shared.TimeOrderedId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.Collection;
import java.util.Optional;

/** Heartbeat and leases, one transaction each. */
@ApplicationScoped
public class ServerLife {

    private final LeaseStore leases;
    private final EngineSettings settings;
    private final Self self;
    private volatile boolean superseded;

    @Inject
    public ServerLife(LeaseStore leases, EngineSettings settings, Clock clock) {
        this.leases = leases;
        this.settings = settings;
        this.self = new Self(TimeOrderedId.at(clock.instant()), settings.serverId(), settings.version());
    }

    ServerLife() {
        this.leases = null;
        this.settings = null;
        this.self = null;
    }

    /** This start of this server. */
    public Self self() {
        return self;
    }

    /**
     * A sign of life.
     *
     * @param holder who has this server's name, if it is somebody else
     * @param wanted what is wanted of its runs; if somebody else has the name, all of them are lost
     */
    public record Beat(Optional<Holder> holder, Wanted wanted) {}

    @Transactional
    public Beat beat(Collection<RunLease> active) {
        Optional<Holder> holder = leases.beat(self, settings.lease());
        superseded = holder.isPresent();
        return new Beat(holder, holder.isEmpty() ? leases.renew(active, settings.lease()) : Wanted.allLost(active));
    }

    /** Whether another server has taken this one's name, so that it may begin nothing. */
    public boolean superseded() {
        return superseded;
    }

    /** Shows that this server is alive, and takes its name if that is free; else answers who has it. */
    @Transactional
    public Optional<Holder> claim() {
        return leases.beat(self, settings.lease());
    }

    @Transactional
    public void stopped() {
        leases.stopped(self);
    }

    @Transactional
    public Optional<TakenOver> takeOver(Collection<RunLease> active, boolean alsoRunning) {
        return leases.takeOver(self, active, alsoRunning, settings.lease());
    }

    @Transactional
    public void release(RunLease lease) {
        leases.release(lease);
    }
}
