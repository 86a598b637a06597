package dev.silversmith.observe;

import dev.silversmith.app.Supervisor;
import dev.silversmith.app.port.DatabaseHealth;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/**
 * The start is over: the schema is right, both logins get connections, and this server has looked once for runs that have lost theirs. What
 * was true once stays so: what comes later is for readiness to tell. While the start waits for the database there is no such check yet, and
 * the server answers that it is down.
 */
@Startup
@ApplicationScoped
public class StartedCheck implements HealthCheck {

    private final DatabaseHealth database;
    private final BooleanSupplier recovered;
    private volatile boolean started;

    @Inject
    public StartedCheck(DatabaseHealth database, Supervisor supervisor) {
        this(database, supervisor::recovered);
    }

    StartedCheck(DatabaseHealth database, BooleanSupplier recovered) {
        this.database = database;
        this.recovered = recovered;
    }

    StartedCheck() {
        this(null, () -> false);
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> missing = started ? Optional.empty() : missing();
        started = missing.isEmpty();
        return Answer.of("started", missing);
    }

    private Optional<String> missing() {
        return database.trouble().or(database::schemaTrouble).or(() -> Optional.of(
                        "it has not looked for runs of lost servers yet")
                .filter(why -> !recovered.getAsBoolean()));
    }
}
