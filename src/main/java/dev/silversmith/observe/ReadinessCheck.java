package dev.silversmith.observe;

import dev.silversmith.app.port.DatabaseHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Requests can be served: the database answers both logins. Says why if not. */
@Readiness
@ApplicationScoped
public class ReadinessCheck implements HealthCheck {

    private final DatabaseHealth database;

    @Inject
    public ReadinessCheck(DatabaseHealth database) {
        this.database = database;
    }

    ReadinessCheck() {
        this(null);
    }

    @Override
    public HealthCheckResponse call() {
        return Answer.of("database", database.trouble());
    }
}
