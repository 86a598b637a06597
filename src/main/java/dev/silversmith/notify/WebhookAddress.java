package dev.silversmith.notify;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where messages may be sent: over TLS, or in the clear to this machine itself and nowhere else. */
public final class WebhookAddress {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private static final int LAST_PORT = 65535;

    private WebhookAddress() {}

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException saying what is wrong, without the address, which may hold a secret
     */
    public static URI parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException echoesTheAddress) {
            throw new IllegalArgumentException("is no address such as https://alerts.example.org/silversmith", null);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean loopback = LOOPBACK.matcher(host).matches();
        if (uri.getPort() == 0 || uri.getPort() > LAST_PORT) {
            throw new IllegalArgumentException("must have a port from 1 to %d, or none".formatted(LAST_PORT));
        }
        if (host.isEmpty() || !(scheme.equals("https") || (scheme.equals("http") && loopback))) {
            throw new IllegalArgumentException(
                    "must begin with https:// and a host; http:// only for localhost, 127.0.0.1 or [::1], where a proxy may do the rest");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "must have no user, password or fragment: the signature says who is sending");
        }
        return uri;
    }
}
