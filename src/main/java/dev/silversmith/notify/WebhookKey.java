package dev.silversmith.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs messages as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> wants it. */
public final class WebhookKey {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "whsec_";
    private static final int FEWEST_CHARACTERS = 32;
    private static final int FEWEST_BYTES = 24;

    private final SecretKeySpec key;

    private WebhookKey(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * Reads a secret: {@code whsec_} and at least 24 bytes in Base64, or else at least 32 characters that are taken as they are.
     *
     * @throws IllegalArgumentException saying what is wrong, without the secret
     */
    public static WebhookKey parse(String secret) {
        if (secret.startsWith(PREFIX)) {
            return new WebhookKey(decoded(secret.substring(PREFIX.length())));
        }
        if (secret.length() < FEWEST_CHARACTERS) {
            throw new IllegalArgumentException("must have at least %d characters, or be %s with Base64 behind it"
                    .formatted(FEWEST_CHARACTERS, PREFIX));
        }
        return new WebhookKey(secret.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] decoded(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException echoesCharacters) {
            bytes = new byte[0];
        }
        if (bytes.length < FEWEST_BYTES) {
            throw new IllegalArgumentException(
                    "must have at least %d bytes in Base64 behind %s".formatted(FEWEST_BYTES, PREFIX));
        }
        return bytes;
    }

    /**
     * The value of the header {@code webhook-signature}.
     *
     * @param id the message's
     * @param timestamp seconds since 1970, as in the header {@code webhook-timestamp}
     */
    public String sign(String id, long timestamp, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] digest = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(digest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", impossible);
        }
    }
}
