package dev.silversmith.app;

import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.WatermarkView;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Shows where the watermarks stand, ordered by their procedures' names. */
@ApplicationScoped
public class ListWatermarks {

    private static final String PREFIX = "watermarks:";

    private final CatalogStore store;

    /** For the container's proxy. */
    ListWatermarks() {
        this(null);
    }

    @Inject
    public ListWatermarks(CatalogStore store) {
        this.store = store;
    }

    /**
     * One page of the watermarks, also of those that the catalog declares no more.
     *
     * @param limit the most that are wanted, at least 1
     * @param cursor what an earlier page gave as its next; empty for the first page
     * @throws ProblemException {@link Problem#INVALID_REQUEST} if no page of this list gave the cursor
     */
    @Transactional
    public Page<WatermarkView> list(int limit, Optional<String> cursor) {
        Optional<QualifiedName> after = cursor.map(ListWatermarks::read);
        List<WatermarkView> rest = store.watermarks().stream()
                .filter(view -> after.isEmpty() || view.procedure().compareTo(after.get()) > 0)
                .toList();
        if (rest.size() <= limit) {
            return new Page<>(rest, Optional.empty());
        }
        return new Page<>(
                rest.subList(0, limit), Optional.of(write(rest.get(limit - 1).procedure())));
    }

    private static String write(QualifiedName last) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((PREFIX + last).getBytes(StandardCharsets.UTF_8));
    }

    private static QualifiedName read(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(PREFIX)) {
                return QualifiedName.parse(text.substring(PREFIX.length()));
            }
        } catch (IllegalArgumentException foreign) {
            // Refused below, with the same words as a cursor of another list.
        }
        throw new ProblemException(
                Problem.INVALID_REQUEST, "the cursor is not one that this list gave as nextCursor; begin without it");
    }
}
