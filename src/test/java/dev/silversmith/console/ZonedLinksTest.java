package dev.silversmith.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ZonedLinksTest {

    private static final Map<String, List<String>> OWN = Map.of("id", List.of("7"));

    @Test
    void a_link_keeps_the_addresss_zone() {
        assertThat(ZonedLinks.zoned("Europe/Berlin", OWN))
                .containsEntry("tz", List.of("Europe/Berlin"))
                .containsEntry("id", List.of("7"));
        assertThat(ZonedLinks.zoned("UTC", null)).containsOnlyKeys("tz");
    }

    @Test
    void a_link_gets_no_zone_that_is_none_and_keeps_its_own() {
        assertThat(ZonedLinks.zoned(null, OWN)).isEqualTo(OWN);
        assertThat(ZonedLinks.zoned("Europe/<b>", OWN)).isEqualTo(OWN);
        assertThat(ZonedLinks.zoned("UTC", Map.of("tz", List.of("Asia/Kolkata"))))
                .containsEntry("tz", List.of("Asia/Kolkata"));
    }
}
