package dev.silversmith.rest.web;

import dev.silversmith.core.shared.OneLine;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * User and password of a header {@code Authorization: Basic}, in UTF-8.
 *
 * @param user never blank, without control characters
 * @param password never empty, for a directory takes an empty one for a log-in of nobody
 */
record BasicCredentials(String user, String password) {

    private static final String SCHEME = "Basic ";
    private static final int LONGEST = 4096;

    /** The credentials of a header's value; empty if it holds none that could be right. */
    static Optional<BasicCredentials> of(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()) || header.length() > LONGEST) {
            return Optional.empty();
        }
        return decoded(header.substring(SCHEME.length()).strip()).flatMap(BasicCredentials::split);
    }

    private static Optional<String> decoded(String base64) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64));
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (IllegalArgumentException | CharacterCodingException unreadable) {
            return Optional.empty();
        }
    }

    private static Optional<BasicCredentials> split(String pair) {
        int colon = pair.indexOf(':');
        if (colon < 1 || colon == pair.length() - 1 || pair.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        String user = pair.substring(0, colon);
        return user.isBlank() || !isName(user)
                ? Optional.empty()
                : Optional.of(new BasicCredentials(user, pair.substring(colon + 1)));
    }

    /** Whether a text could be a user's name: one that the container can write into its log as it is. */
    static boolean isName(String user) {
        return OneLine.of(user).equals(user);
    }

    @Override
    public String toString() {
        return user + ":***";
    }
}
