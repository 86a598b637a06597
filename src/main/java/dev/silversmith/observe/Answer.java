package dev.silversmith.observe;

import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** What a check answers: up, or down with the reason. Anybody may read it, so that it names no login, host or database. */
final class Answer {

    private Answer() {}

    static HealthCheckResponse of(String check, Optional<String> trouble) {
        var response = HealthCheckResponse.named(check).status(trouble.isEmpty());
        trouble.ifPresent(why -> response.withData("reason", why));
        return response.build();
    }
}
