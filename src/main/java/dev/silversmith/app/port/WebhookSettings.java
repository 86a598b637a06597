package dev.silversmith.app.port;

import java.net.URI;
import java.util.Optional;

/**
 * The settings of the webhook, checked at the start.
 *
 * @param url where messages are sent; empty for no webhook
 * @param secret what their signature is made with; empty where there is no webhook
 */
public record WebhookSettings(Optional<URI> url, String secret) {

    /** Whether there is a webhook. */
    public boolean isOn() {
        return url.isPresent();
    }

    /** Says neither the secret nor the address, which may hold one, too. */
    @Override
    public String toString() {
        return isOn() ? "a webhook" : "no webhook";
    }
}
