package dev.silversmith.console;

import dev.silversmith.app.Role;
import dev.silversmith.app.ShowOverview;
import dev.silversmith.app.ShowOverview.Overview;
import dev.silversmith.app.port.OverviewQueries.Broken;
import dev.silversmith.app.port.OverviewQueries.Freshness;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The page {@code /console/home}: what is broken, waiting for a person, or stale, and since when. */
@Named
@RequestScoped
public class HomePage {

    static final int BROKEN_SHOWN = 5;
    static final int FRESHNESS_SHOWN = 10;

    private static final String WEEK = "7d";

    private final ShowOverview overviews;
    private final Caller caller;

    private String range;
    private Overview overview;

    @Inject
    public HomePage(ShowOverview overviews, Caller caller) {
        this.overviews = overviews;
        this.caller = caller;
    }

    HomePage() {
        this(null, null);
    }

    /** Reads the state of this moment. */
    public void load() {
        overview = overviews.of(
                Optional.of(caller.name()).filter(name -> caller.has(Role.APPROVER)),
                isWeek() ? Duration.ofDays(7) : Duration.ofDays(1));
    }

    /** {@code 7d} for a week; anything else, and null, for a day. */
    public String getRange() {
        return range;
    }

    public void setRange(String range) {
        this.range = range;
    }

    public boolean isWeek() {
        return WEEK.equals(range);
    }

    public Overview getOverview() {
        return overview;
    }

    /** The newest failures. */
    public List<Broken> getBroken() {
        return overview.broken().stream().limit(BROKEN_SHOWN).toList();
    }

    /** How many broken selections are not among the first. */
    public int getFurtherBroken() {
        return overview.broken().size() - getBroken().size();
    }

    /** The procedures that are the furthest from being fresh. */
    public List<Freshness> getFreshness() {
        return overview.freshness().stream().limit(FRESHNESS_SHOWN).toList();
    }

    /** Whether there was ever a run. */
    public boolean isBegun() {
        return !overview.recent().isEmpty();
    }
}
