package dev.silversmith.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final String URL = "SILVERSMITH_DB_URL";
    private static final String REGISTRY = "SILVERSMITH_REGISTRY";

    private static Settings settings(String... keysAndValues) {
        Map<String, String> values =
                new HashMap<>(Map.of(URL, "jdbc:postgresql://localhost/warehouse", REGISTRY, "users"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new Settings(key -> Optional.ofNullable(values.get(key)));
    }

    @Test
    void what_is_not_set_has_its_default() {
        assertThat(settings().number(Settings.MAX_PARALLEL)).isEqualTo(8);
        assertThat(settings().text(Settings.WAREHOUSE_USER)).contains("silversmith_warehouse");
        assertThat(settings().flag(Settings.MIGRATE)).isTrue();
    }

    @Test
    void a_start_without_a_registry_is_refused_with_advice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(REGISTRY, " "))
                .withMessageContaining("no user registry")
                .withMessageContaining("liberty/templates");
    }

    @Test
    void every_mistake_is_named_at_once() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> settings(URL, "mysql://x", "SILVERSMITH_MAX_LANES", "0", "SILVERSMITH_MIGRATE", "yes"))
                .withMessageContaining(URL)
                .withMessageContaining("SILVERSMITH_MAX_LANES must be a whole number from 1 to 256, not '0'")
                .withMessageContaining("SILVERSMITH_MIGRATE must be true or false, not 'yes'");
    }

    @ParameterizedTest
    @CsvSource({
        "SILVERSMITH_MAX_PARALLEL, eight",
        "SILVERSMITH_LEASE_SECONDS, 4",
        "SILVERSMITH_CANCEL_GRACE_SECONDS, 3601",
        "SILVERSMITH_HTTP_PORT, 65536",
        "SILVERSMITH_NOTICE_LINES, -1",
        "SILVERSMITH_HTTP_PLAIN, TRUE",
    })
    void a_bad_value_is_refused_by_its_key(String key, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(key, value))
                .withMessageContaining(key)
                .withMessageContaining("'" + value + "'");
    }

    @Test
    void a_webhook_needs_its_secret_and_the_secret_its_length() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("SILVERSMITH_WEBHOOK_URL", "https://alerts.example.org/"))
                .withMessageContaining("SILVERSMITH_WEBHOOK_SECRET is not set");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(
                        "SILVERSMITH_WEBHOOK_URL",
                        "https://alerts.example.org/",
                        "SILVERSMITH_WEBHOOK_SECRET",
                        "sh0rt"))
                .withMessageContaining("SILVERSMITH_WEBHOOK_SECRET must have at least 32 characters")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("sh0rt"));
    }

    @Test
    void a_webhook_in_the_clear_is_refused_by_its_key_and_its_address_is_not_said() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("SILVERSMITH_WEBHOOK_URL", "http://alerts.example.org/t0ken"))
                .withMessageContaining("SILVERSMITH_WEBHOOK_URL must begin with https://")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("t0ken"));
    }

    @Test
    void without_its_address_there_is_no_webhook() {
        assertThat(settings().text(Settings.WEBHOOK_URL)).isEmpty();
        assertThat(settings("SILVERSMITH_WEBHOOK_SECRET", "x".repeat(32)).text(Settings.WEBHOOK_URL))
                .isEmpty();
    }

    @Test
    void a_password_is_never_in_a_message() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("SILVERSMITH_DB_PASSWORD", "s3cret", "SILVERSMITH_MAX_LANES", "x"))
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("s3cret"));
    }
}
