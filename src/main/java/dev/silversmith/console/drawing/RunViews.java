package dev.silversmith.console.drawing;

import dev.silversmith.app.port.RefreshView;
import dev.silversmith.console.Texts;
import dev.silversmith.console.Words;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of the views that a run refreshes, each by the name of its unit: a view may be called as a procedure is. */
final class RunViews {

    /** One attempt of a refresh. */
    private record Try(String unit, int attempt) {}

    private final Map<String, RefreshView> last = new HashMap<>();
    private final Map<Try, RefreshView> attempts = new HashMap<>();
    private final Instant now;

    /** @param refreshes every attempt */
    RunViews(List<RefreshView> refreshes, Instant now) {
        this.now = now;
        for (RefreshView refresh : refreshes) {
            String unit = unit(refresh);
            attempts.put(new Try(unit, refresh.attemptNo()), refresh);
            last.merge(unit, refresh, (one, other) -> one.attemptNo() > other.attemptNo() ? one : other);
        }
    }

    /** The name of the unit that refreshes the view. */
    static String unit(RefreshView refresh) {
        return PlannedRefresh.unitName(refresh.view());
    }

    /** The last attempt of a unit; empty if the run has none of it. */
    Optional<RefreshView> of(String unit) {
        return Optional.ofNullable(last.get(unit));
    }

    /** An attempt that the run has. */
    RefreshView attempt(String unit, int attempt) {
        return attempts.get(new Try(unit, attempt));
    }

    String look(String unit) {
        return of(unit).map(Look::of).orElse("pending");
    }

    String duration(RefreshView refresh) {
        return Words.duration(refresh.durationMs(), refresh.startedAt(), refresh.finishedAt(), now);
    }

    /** All of a refresh in one sentence: {@code refresh of silver.mv_sales, failed, attempt 2 of 2, 1.2 s}. */
    String sentence(RefreshView refresh) {
        StringBuilder said = new StringBuilder(said(refresh.view()))
                .append(", ")
                .append(Look.word(Look.of(refresh)).toLowerCase(Texts.LOCALE));
        int most = of(unit(refresh)).map(RefreshView::attemptNo).orElse(1);
        if (most > 1) {
            said.append(", ").append(Texts.of("draw.attempt", refresh.attemptNo(), most));
        }
        if (refresh.startedAt().isPresent()) {
            said.append(", ").append(duration(refresh));
        }
        return said.toString();
    }

    /** What a view is called where it stands among procedures. */
    static String said(QualifiedName view) {
        return Texts.of("draw.refresh", view);
    }
}
