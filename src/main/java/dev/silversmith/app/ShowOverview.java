package dev.silversmith.app;

import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.OverviewQueries;
import dev.silversmith.app.port.OverviewQueries.Broken;
import dev.silversmith.app.port.OverviewQueries.Engine;
import dev.silversmith.app.port.OverviewQueries.Freshness;
import dev.silversmith.app.port.OverviewQueries.Silent;
import dev.silversmith.app.port.OverviewQueries.Span;
import dev.silversmith.app.port.OverviewQueries.Waiting;
import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.app.port.RunView;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers at a glance: is anything broken, waiting for a person, or stale, and since when. */
@ApplicationScoped
public class ShowOverview {

    static final int RECENT = 10;
    static final int MOST_SPANS = 1000;

    private final OverviewQueries queries;
    private final WaitingRequests requests;
    private final RunQueries runs;
    private final DatabaseClock clock;

    @Inject
    public ShowOverview(OverviewQueries queries, WaitingRequests requests, RunQueries runs, DatabaseClock clock) {
        this.queries = queries;
        this.requests = requests;
        this.runs = runs;
        this.clock = clock;
    }

    ShowOverview() {
        this(null, null, null, null);
    }

    /**
     * The state at one moment.
     *
     * @param at the moment, by the database's clock
     * @param broken selections that failed and have not succeeded since, the newest failure first
     * @param waiting what the user may decide, the oldest first; empty for who may decide nothing
     * @param silent runs whose server is silent, the longest first
     * @param freshness procedures with a limit, the worst first
     * @param recent the newest runs
     * @param spans runs that were at work in the period, the newest first
     */
    public record Overview(
            Instant at,
            List<Broken> broken,
            List<Waiting> waiting,
            List<Silent> silent,
            List<Freshness> freshness,
            Engine engine,
            List<RunView> recent,
            List<Span> spans) {

        public Overview {
            broken = List.copyOf(broken);
            waiting = List.copyOf(waiting);
            silent = List.copyOf(silent);
            freshness = List.copyOf(freshness);
            recent = List.copyOf(recent);
            spans = List.copyOf(spans);
        }

        /** The procedures that are older than their limit, the worst first. */
        public List<Freshness> stale() {
            return freshness.stream().filter(Freshness::stale).toList();
        }

        /** Whether a person should look at something. */
        public boolean needsAttention() {
            return !broken.isEmpty() || !waiting.isEmpty() || !silent.isEmpty() || !stale().isEmpty();
        }
    }

    /**
     * What a user sees first.
     *
     * @param approver the user, if they may decide; else empty
     * @param period how far back runs are shown
     */
    public Overview of(Optional<String> approver, Duration period) {
        Instant now = clock.instant();
        return new Overview(
                now,
                queries.broken(),
                approver.map(requests::of).orElse(List.of()),
                queries.silent(),
                queries.freshness(),
                queries.engine(),
                runs.runs(RunFilter.of(Set.of()), RECENT, Optional.empty()).items(),
                queries.since(now.minus(period), MOST_SPANS));
    }
}
