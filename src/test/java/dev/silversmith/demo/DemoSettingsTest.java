package dev.silversmith.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoSettingsTest {

    @Test
    void without_environment_the_ports_are_the_documented_ones() {
        assertThat(DemoSettings.of(Map.of())).isEqualTo(new DemoSettings(54329, 9080, 9443));
    }

    @Test
    void the_environment_chooses_other_ports() {
        assertThat(DemoSettings.of(Map.of("SILVERSMITH_DEMO_DB_PORT", "5555", "SILVERSMITH_HTTP_PORT", " 8080 ")))
                .isEqualTo(new DemoSettings(5555, 8080, 9443));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", "5 432"})
    void what_is_no_port_is_refused_with_the_name_of_the_variable(String text) {
        assertThatExceptionOfType(DemoRefused.class)
                .isThrownBy(() -> DemoSettings.of(Map.of("SILVERSMITH_DEMO_DB_PORT", text)))
                .withMessageContaining("SILVERSMITH_DEMO_DB_PORT must be a port from 1 to 65535")
                .withMessageContaining(text);
    }
}
