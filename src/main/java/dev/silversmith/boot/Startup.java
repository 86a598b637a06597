package dev.silversmith.boot;

import dev.silversmith.app.ServerIdentity;
import dev.silversmith.app.port.DatabaseHealth;
import dev.silversmith.app.port.JobLauncher;
import dev.silversmith.core.shared.OneLine;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.api.FlywayException;

/**
 * Starts the product: settings, schema, logins, the server's name, batch repository, then the work that goes on in the background. What is wrong is said in one
 * sentence, and nothing starts.
 */
@WebListener
public class Startup implements ServletContextListener {

    private static final Logger LOG = Logger.getLogger(Startup.class.getName());

    private static final long BETWEEN_STARTS_MILLIS = 1_000;

    @Inject
    private DatabaseHealth health;

    @Inject
    private LoginCheck logins;

    @Inject
    private ServerIdentity identity;

    @Inject
    private JobLauncher jobs;

    @Inject
    private Background background;

    @Inject
    private StopWatch stopWatch;

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            Settings settings = SettingsProducer.read();
            stopWatch.start();
            while (!isStarted(settings)) {
                Thread.sleep(BETWEEN_STARTS_MILLIS);
            }
            LOG.info("Silversmith is started");
        } catch (IllegalArgumentException | IllegalStateException | SQLException | FlywayException refusal) {
            stopWatch.stop(true);
            releaseName();
            LOG.log(Level.SEVERE, "Silversmith does not start: {0}", refusal.getMessage());
            throw new StartRefused(refusal.getMessage());
        } catch (InterruptedException interrupted) {
            stopWatch.stop(true);
            Thread.currentThread().interrupt();
            throw new StartRefused("it was interrupted while it waited for the database");
        }
    }

    /** False while the database is away: nothing would start this server again when it is back. */
    private boolean isStarted(Settings settings) throws SQLException {
        try {
            start(settings);
            return true;
        } catch (RuntimeException | SQLException fault) {
            if (!DatabaseAway.explains(fault)) {
                throw fault;
            }
            LOG.log(Level.WARNING, "the database is away and the start waits for it: {0}", OneLine.of(fault));
            return false;
        }
    }

    /** If it was taken already: else the next start would wait for a lease. */
    private void releaseName() {
        try {
            identity.release();
        } catch (RuntimeException fault) {
            LOG.log(Level.FINE, "the server's name could not be given back", fault);
        }
    }

    /** Each part does nothing the second time. */
    private void start(Settings settings) throws SQLException {
        stopWatch.goOn();
        migrate(settings);
        stopWatch.goOn();
        logins.check();
        // Before the first batch call: the batch runtime takes the jobs of a server of the same name for its own.
        identity.claim();
        policy(settings);
        stopWatch.goOn();
        jobs.touch();
        background.start();
    }

    private void migrate(Settings settings) throws SQLException {
        String url = settings.text(Settings.DB_URL).orElseThrow();
        if (settings.flag(Settings.MIGRATE)) {
            SchemaMigration.migrate(
                    url,
                    settings.text(Settings.MIGRATION_USER).orElseThrow(),
                    settings.text(Settings.MIGRATION_PASSWORD).orElseThrow());
        } else {
            SchemaMigration.validate(
                    url,
                    settings.text(Settings.DB_USER).orElseThrow(),
                    settings.text(Settings.DB_PASSWORD).orElseThrow());
        }
        health.schemaIs(SchemaMigration.version(
                url,
                settings.text(Settings.DB_USER).orElseThrow(),
                settings.text(Settings.DB_PASSWORD).orElseThrow()));
    }

    private static void policy(Settings settings) throws SQLException {
        String url = settings.text(Settings.DB_URL).orElseThrow();
        Policy policy = Policy.of(settings, SettingsProducer.serverId(settings));
        if (settings.flag(Settings.MIGRATE)) {
            policy.write(
                    url,
                    settings.text(Settings.MIGRATION_USER).orElseThrow(),
                    settings.text(Settings.MIGRATION_PASSWORD).orElseThrow());
        } else {
            policy.compare(
                    url,
                    settings.text(Settings.DB_USER).orElseThrow(),
                    settings.text(Settings.DB_PASSWORD).orElseThrow());
        }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        boolean ended = background.stop();
        stopWatch.stop(ended);
        if (ended) {
            identity.release();
        }
    }

    /** Its text was logged already; the stack trace would only hide it. */
    private static final class StartRefused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StartRefused(String why) {
            super("Silversmith does not start: " + why, null, false, false);
        }
    }
}
