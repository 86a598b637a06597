package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressesTest {

    @Test
    void a_hostile_name_is_one_value_of_the_address() {
        assertThat(Addresses.step(4711, "silver.\"a<b>&'c\"", 0))
                .isEqualTo("/console/step?run=4711&step=silver.%22a%3Cb%3E%26%27c%22");
        assertThat(Addresses.step(4711, "silver.груз", 2))
                .endsWith("&attempt=2")
                .doesNotContain("г");
    }

    @Test
    void a_link_keeps_the_pages_zone_before_its_anchor() {
        assertThat(Addresses.zoned("/console/run?id=1#L1", "Europe/Berlin"))
                .isEqualTo("/console/run?id=1&tz=Europe%2FBerlin#L1");
        assertThat(Addresses.zoned("/console/runs", "UTC")).isEqualTo("/console/runs?tz=UTC");
        assertThat(Addresses.zoned("/console/runs", null)).isEqualTo("/console/runs");
        assertThat(Addresses.zoned("/console/runs", "<b>")).isEqualTo("/console/runs");
    }
}
