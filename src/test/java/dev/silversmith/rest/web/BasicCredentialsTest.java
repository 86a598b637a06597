package dev.silversmith.rest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasicCredentialsTest {

    @Test
    void user_and_password_are_parted_at_the_first_colon() {
        assertThat(BasicCredentials.of(header("alice:a:b"))).contains(new BasicCredentials("alice", "a:b"));
        assertThat(BasicCredentials.of(header("alice:a:b").replace("Basic", "bAsIc")))
                .isPresent();
        assertThat(BasicCredentials.of(header("Grüße:päss"))).contains(new BasicCredentials("Grüße", "päss"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "alice",
                "alice:",
                ":secret",
                " :secret",
                "ali\nce:secret",
                "alice:sec\0ret",
                "ali\u2028ce:secret",
                "ali\u202ece:secret"
            })
    void what_cannot_be_right_is_nobody(String pair) {
        assertThat(BasicCredentials.of(header(pair))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!!", "Bearer YTpi", "Basic /////w==", "Basic YTpi YTpi"})
    void other_headers_are_nobody(String header) {
        assertThat(BasicCredentials.of(header)).isEmpty();
    }

    @Test
    void the_password_is_never_shown() {
        assertThat(BasicCredentials.of(header("alice:secret")).orElseThrow()).hasToString("alice:***");
    }

    private static String header(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
