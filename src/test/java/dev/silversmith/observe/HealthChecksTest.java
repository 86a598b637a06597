package dev.silversmith.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.ServerStop;
import dev.silversmith.app.SteadyClock;
import dev.silversmith.app.port.DatabaseHealth;
import dev.silversmith.app.port.StopSettings;
import dev.silversmith.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.spi.HealthCheckResponseProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each health check: its name, when it is up, and what it says when it is not. */
class HealthChecksTest {

    private static final String AWAY = "the database cannot be reached";

    private Optional<String> trouble = Optional.empty();
    private Optional<String> schemaTrouble = Optional.empty();
    private boolean recovered = true;

    private final DatabaseHealth database = new DatabaseHealth() {
        @Override
        public Optional<String> trouble() {
            return trouble;
        }

        @Override
        public Optional<String> schemaTrouble() {
            return schemaTrouble;
        }

        @Override
        public void schemaIs(String version) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String reason(RuntimeException failure) {
            throw new UnsupportedOperationException();
        }
    };

    @BeforeEach
    void answerAsAServerDoes() {
        HealthCheckResponse.setResponseProvider(new Answers());
    }

    @AfterEach
    void forgetIt() {
        HealthCheckResponse.setResponseProvider(null);
    }

    private StartedCheck started() {
        return new StartedCheck(database, () -> recovered);
    }

    private static void isUp(HealthCheckResponse answer, String name) {
        assertThat(answer.getName()).isEqualTo(name);
        assertThat(answer.getStatus()).isEqualTo(Status.UP);
        assertThat(answer.getData()).isEmpty();
    }

    private static void isDown(HealthCheckResponse answer, String name, String reason) {
        assertThat(answer.getName()).isEqualTo(name);
        assertThat(answer.getStatus()).isEqualTo(Status.DOWN);
        assertThat(answer.getData()).contains(Map.of("reason", reason));
    }

    @Test
    void started_is_down_until_the_database_answers_its_schema_is_right_and_lost_runs_were_looked_for() {
        StartedCheck check = started();
        trouble = Optional.of(AWAY);
        isDown(check.call(), "started", AWAY);
        trouble = Optional.empty();
        schemaTrouble = Optional.of("migration 17 is not there any more");
        isDown(check.call(), "started", "migration 17 is not there any more");
        schemaTrouble = Optional.empty();
        recovered = false;
        isDown(check.call(), "started", "it has not looked for runs of lost servers yet");
        recovered = true;
        isUp(check.call(), "started");
    }

    @Test
    void what_has_started_stays_so_while_the_database_is_away() {
        StartedCheck check = started();
        isUp(check.call(), "started");
        trouble = Optional.of(AWAY);
        isUp(check.call(), "started");
    }

    @Test
    void a_database_that_is_away_makes_the_server_not_ready_and_never_less_alive() {
        trouble = Optional.of(AWAY);
        isDown(new ReadinessCheck(database).call(), "database", AWAY);
        isUp(new LivenessCheck().call(), "silversmith");
    }

    @Test
    void a_schema_that_was_dropped_makes_the_server_not_ready() {
        SchemaCheck check = new SchemaCheck(database);
        isUp(check.call(), "schema");
        schemaTrouble = Optional.of("migration 17 is not there any more");
        isDown(check.call(), "schema", "migration 17 is not there any more");
    }

    @Test
    void a_server_that_is_being_stopped_is_not_ready() {
        ServerStop end = new ServerStop(
                new SteadyClock(new SettableClock(Instant.parse("2026-11-23T12:00:00Z")), () -> 0),
                new StopSettings(Duration.ofSeconds(60)));
        StoppingCheck check = new StoppingCheck(end);
        isUp(check.call(), "server");
        end.begin();
        isDown(check.call(), "server", "it is being stopped");
    }

    /** What a server's own builder does. */
    private static final class Answers implements HealthCheckResponseProvider {

        @Override
        public HealthCheckResponseBuilder createResponseBuilder() {
            return new Builder();
        }
    }

    private static final class Builder extends HealthCheckResponseBuilder {

        private final Map<String, Object> data = new TreeMap<>();
        private String name;
        private Status status;

        @Override
        public HealthCheckResponseBuilder name(String value) {
            name = value;
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, String value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, long value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, boolean value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder up() {
            return status(true);
        }

        @Override
        public HealthCheckResponseBuilder down() {
            return status(false);
        }

        @Override
        public HealthCheckResponseBuilder status(boolean up) {
            status = up ? Status.UP : Status.DOWN;
            return this;
        }

        @Override
        public HealthCheckResponse build() {
            return new HealthCheckResponse(name, status, data.isEmpty() ? Optional.empty() : Optional.of(data));
        }
    }
}
