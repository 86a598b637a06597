package dev.silversmith.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://alerts.example.org/silversmith?room=dwh",
                "HTTPS://alerts.example.org:65535",
                "http://localhost:8080/hook",
                "http://127.0.0.1/hook",
                "http://127.1.2.3:1/hook",
                "http://[::1]:8080/hook",
            })
    void tls_goes_anywhere_and_plain_http_to_this_machine(String address) {
        assertThat(WebhookAddress.parse(address)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://alerts.example.org/t0ken",
                "http://localhost.example.org/t0ken",
                "http://127.0.0.1.example.org/t0ken",
                "http://10.0.0.7/t0ken",
                "ftp://localhost/t0ken",
                "alerts.example.org/t0ken",
                "https:///t0ken",
                "https://alerts.example.org/t0ken with blanks",
                "https://user:t0ken@alerts.example.org/",
                "https://alerts.example.org/#t0ken",
                "https://alerts.example.org:0/t0ken",
                "https://alerts.example.org:65536/t0ken",
            })
    void any_other_address_is_refused_and_not_said(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookAddress.parse(address))
                .satisfies(refusal -> {
                    assertThat(refusal.getMessage()).doesNotContain("t0ken");
                    assertThat(refusal.getCause()).isNull();
                });
    }
}
