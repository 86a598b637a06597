package dev.silversmith.boot;

import dev.silversmith.app.SteadyClock;
import dev.silversmith.app.port.ConsoleSettings;
import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.MetricSettings;
import dev.silversmith.app.port.Secrets;
import dev.silversmith.app.port.StopSettings;
import dev.silversmith.app.port.WebhookSettings;
import dev.silversmith.notify.WebhookAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Makes the settings and the clock available to everybody. */
@ApplicationScoped
public class SettingsProducer {

    @Produces
    @Singleton
    Settings settings() {
        return read();
    }

    /** Reads the settings from environment, system properties and server variables. */
    static Settings read() {
        var config = ConfigProvider.getConfig();
        return new Settings(key -> config.getOptionalValue(key, String.class));
    }

    @Produces
    @Singleton
    EngineSettings engineSettings(Settings settings) {
        return new EngineSettings(
                serverId(settings),
                version(),
                settings.text(Settings.WAREHOUSE_USER).orElseThrow(),
                settings.number(Settings.MAX_PARALLEL),
                settings.number(Settings.MAX_LANES),
                Duration.ofSeconds(settings.number(Settings.LEASE_SECONDS)),
                settings.number(Settings.MAX_RECOVERIES),
                Duration.ofSeconds(settings.number(Settings.CANCEL_GRACE_SECONDS)),
                settings.number(Settings.NOTICE_LINES),
                settings.number(Settings.LOG_RETENTION_MONTHS),
                settings.flag(Settings.HTTP_PLAIN),
                settings.number(Settings.HTTPS_PORT));
    }

    @Produces
    @Singleton
    StopSettings stopSettings(Settings settings) {
        return new StopSettings(Duration.ofSeconds(settings.number(Settings.STOP_SECONDS)));
    }

    @Produces
    @Singleton
    MetricSettings metricSettings(Settings settings) {
        return new MetricSettings(settings.flag(Settings.METRICS_ANONYMOUS));
    }

    @Produces
    @Singleton
    ConsoleSettings consoleSettings(Settings settings) {
        return new ConsoleSettings(settings.flag(Settings.DEMO), settings.text(Settings.ENVIRONMENT));
    }

    @Produces
    @Singleton
    WebhookSettings webhookSettings(Settings settings) {
        return new WebhookSettings(
                settings.text(Settings.WEBHOOK_URL).map(WebhookAddress::parse),
                settings.text(Settings.WEBHOOK_SECRET).orElse(""));
    }

    @Produces
    @Singleton
    Secrets secrets() {
        return name -> ConfigProvider.getConfig().getOptionalValue(name, String.class);
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    @Typed(SteadyClock.class)
    SteadyClock steadyClock(Clock wall) {
        return new SteadyClock(wall, System::nanoTime);
    }

    static String serverId(Settings settings) {
        return settings.text(Settings.SERVER_ID).orElseGet(SettingsProducer::hostName);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unknown) {
            throw new IllegalStateException(
                    "this host has no name: set " + Settings.SERVER_ID.key() + " to a name that no other server has",
                    unknown);
        }
    }

    private static String version() {
        return Optional.ofNullable(SettingsProducer.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
