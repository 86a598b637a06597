package dev.silversmith.store;

import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** Where a page of a list ends: the last item's number or name, as text that promises nothing. */
final class Cursor {

    private Cursor() {}

    /**
     * The name of a filtered list: another one for another filter, and the same on every server.
     *
     * @param filters values whose text says all of them, in one order
     */
    static String list(String name, Object... filters) {
        CRC32C sum = new CRC32C();
        sum.update(Arrays.toString(filters).getBytes(StandardCharsets.UTF_8));
        return name + "." + Long.toHexString(sum.getValue());
    }

    /**
     * The cursor after an item.
     *
     * @param list the list it belongs to, with its filters, so that a cursor of another one is refused
     */
    static String after(String list, Object item) {
        byte[] bytes = (list + ":" + item).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The number in a cursor; empty for the first page. See {@link #item}. */
    static Optional<Long> number(String list, Optional<String> cursor) {
        return item(list, cursor, Long::parseLong);
    }

    /**
     * The item in a cursor; empty for the first page.
     *
     * @param reader reads the item's text, or throws an {@link IllegalArgumentException}
     * @throws ProblemException {@link Problem#INVALID_REQUEST} if this list did not give it out
     */
    static <T> Optional<T> item(String list, Optional<String> cursor, Function<String, T> reader) {
        return cursor.map(text -> {
            try {
                String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                if (decoded.startsWith(list + ":")) {
                    return reader.apply(decoded.substring(list.length() + 1));
                }
            } catch (IllegalArgumentException foreign) {
                throw foreign(foreign);
            }
            throw foreign(null);
        });
    }

    private static ProblemException foreign(Throwable cause) {
        ProblemException refusal = new ProblemException(
                Problem.INVALID_REQUEST,
                "the cursor is not one that this list gave as nextCursor with these filters; begin without it");
        if (cause != null) {
            refusal.addSuppressed(cause);
        }
        return refusal;
    }
}
