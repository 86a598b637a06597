package dev.silversmith.rest.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AliasesTest {

    @Test
    void a_short_address_leads_to_the_page() {
        assertThat(Aliases.page("/r", "/4711")).contains("/console/run?id=4711");
        assertThat(Aliases.page("/s", "/4711/silver.load_x")).contains("/console/step?run=4711&step=silver.load_x");
        assertThat(Aliases.page("/s", "/4711/silver.\"a/b&c=d\""))
                .contains("/console/step?run=4711&step=silver.%22a%2Fb%26c%3Dd%22");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "/r, null",
                "/r, /",
                "/r, /x",
                "/r, /1/2",
                "/r, //evil.example",
                "/s, /1",
                "/s, /1/",
                "/s, /x/silver.a"
            })
    void anything_else_leads_nowhere(String alias, String below) {
        assertThat(Aliases.page(alias, below)).isEmpty();
    }
}
