package dev.silversmith.observe;

import dev.silversmith.app.Pulse;
import dev.silversmith.app.Supervisor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Runs can be executed: this server shows that it is alive, under a name that nobody else has. Says why if not. */
@Readiness
@ApplicationScoped
public class HeartbeatCheck implements HealthCheck {

    private final Pulse pulse;
    private final Supervisor supervisor;

    @Inject
    public HeartbeatCheck(Pulse pulse, Supervisor supervisor) {
        this.pulse = pulse;
        this.supervisor = supervisor;
    }

    HeartbeatCheck() {
        this(null, null);
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> trouble = supervisor.superseded()
                ? Optional.of("another server has this one's name: it executes nothing any more")
                : pulse.trouble();
        return Answer.of("heartbeat", trouble);
    }
}
