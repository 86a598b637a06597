package dev.silversmith.observe;

import dev.silversmith.app.ServerStop;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The server takes requests: it is not being stopped. A load balancer learns of the end before it comes. */
@Readiness
@ApplicationScoped
public class StoppingCheck implements HealthCheck {

    private final ServerStop end;

    @Inject
    public StoppingCheck(ServerStop end) {
        this.end = end;
    }

    StoppingCheck() {
        this(null);
    }

    @Override
    public HealthCheckResponse call() {
        return Answer.of("server", Optional.of("it is being stopped").filter(why -> end.hasBegun()));
    }
}
