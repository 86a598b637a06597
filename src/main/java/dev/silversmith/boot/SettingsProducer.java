package dev.silversmith.boot;

import dev.silversmith.app.port.EngineSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;

/** Hands the settings and the clock to those who ask for them. */
@ApplicationScoped
public class SettingsProducer {

    @Produces
    EngineSettings engineSettings() {
        Settings settings = new Settings(key -> ConfigProvider.getConfig().getOptionalValue(key, String.class));
        return new EngineSettings(
                settings.text(Settings.SERVER_ID).orElseGet(SettingsProducer::hostName),
                "0.1.0",
                settings.number(Settings.MAX_PARALLEL),
                settings.number(Settings.MAX_LANES),
                Duration.ofSeconds(settings.number(Settings.LEASE_SECONDS)),
                Duration.ofSeconds(settings.number(Settings.CANCEL_GRACE_SECONDS)),
                settings.number(Settings.NOTICE_LINES),
                settings.number(Settings.LOG_RETENTION_MONTHS),
                settings.flag(Settings.HTTP_PLAIN),
                settings.number(Settings.HTTPS_PORT));
    }

    @Produces
    Clock clock() {
        return Clock.systemUTC();
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }
}
