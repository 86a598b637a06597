package dev.silversmith.app;

import dev.silversmith.app.port.OverviewQueries;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The present state, as a test wants it. */
final class SampleOverview implements OverviewQueries {

    List<Broken> broken = List.of();
    List<Silent> silent = List.of();
    List<Freshness> freshness = List.of();
    List<Waiting> waiting = List.of();
    boolean away;

    @Override
    public List<Broken> broken() {
        return broken;
    }

    @Override
    public List<Silent> silent() {
        return silent;
    }

    @Override
    public List<Freshness> freshness() {
        return freshness;
    }

    @Override
    public Engine engine() {
        return new Engine(1, 0, 0, Optional.empty());
    }

    @Override
    public List<Waiting> waiting() {
        if (away) {
            throw new IllegalStateException("the database is away");
        }
        return waiting;
    }

    @Override
    public List<Span> since(Instant from, int limit) {
        return List.of();
    }
}
