package dev.silversmith.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookKeyTest {

    /** The example of the Standard Webhooks specification. */
    @Test
    void a_secret_in_base64_signs_as_the_specification_says() {
        WebhookKey key = WebhookKey.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        assertThat(key.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /** Computed with {@code openssl dgst -sha256 -hmac}. */
    @Test
    void any_other_secret_is_taken_as_it_is_and_the_body_as_utf_8() {
        WebhookKey key = WebhookKey.parse("a secret of thirty-two characters");

        assertThat(key.sign(
                        "0190f6a0-0000-7000-8000-000000000001", 1795430544, "{\"id\": \"1\", \"text\": \"Größe ✓\"}"))
                .isEqualTo("v1,93S+FKqtIKobleDkwjK7RVGrvVpjeb1na3aHzDkgjg8=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "too-short-by-one-character-12345",
                "whsec_c2hvcnQ=",
                "whsec_%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%"
            })
    void a_secret_that_could_be_guessed_is_refused_and_not_said(String secret) {
        String cut = secret.startsWith("whsec_") ? secret : secret.substring(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookKey.parse(cut))
                .withMessageContaining("must have at least")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain(cut.substring(6)));
    }
}
