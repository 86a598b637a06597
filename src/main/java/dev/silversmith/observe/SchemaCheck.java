package dev.silversmith.observe;

import dev.silversmith.app.port.DatabaseHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The schema is the one that this server was started with: nobody has dropped it or put an old one in its place. */
@Readiness
@ApplicationScoped
public class SchemaCheck implements HealthCheck {

    private final DatabaseHealth database;

    @Inject
    public SchemaCheck(DatabaseHealth database) {
        this.database = database;
    }

    SchemaCheck() {
        this(null);
    }

    @Override
    public HealthCheckResponse call() {
        return Answer.of("schema", database.schemaTrouble());
    }
}
