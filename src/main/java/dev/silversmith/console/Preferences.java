package dev.silversmith.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * How somebody wants the pages, kept in cookies of their browser. A cookie that makes no sense counts as none: whatever a browser sends, there
 * is a page.
 */
@Named
@RequestScoped
public class Preferences {

    /** The cookies' names. */
    static final String ZONE = "silversmith_zone";

    static final String THEME = "silversmith_theme";
    static final String DENSITY = "silversmith_density";
    static final String VIEW = "silversmith_view";
    static final String SHORTCUTS = "silversmith_shortcuts";
    static final String LIVE = "silversmith_live";
    static final String ROWS = "silversmith_rows";

    static final List<String> THEMES = List.of("system", "light", "dark");
    static final List<String> DENSITIES = List.of("compact", "comfortable");
    static final List<String> VIEWS = List.of("auto", "steps", "graph", "gantt");
    static final List<String> SIZES = List.of("25", "50", "100", "200");

    private static final String ON = "on";
    private static final String OFF = "off";

    private final Caller caller;
    private ZoneId zone;

    @Inject
    public Preferences(Caller caller) {
        this.caller = caller;
    }

    Preferences() {
        this(null);
    }

    /** The zone in which times are shown: the address's {@code tz}, else the chosen one, else UTC. */
    public ZoneId getZone() {
        if (zone == null) {
            zone = caller.said("tz")
                    .flatMap(Preferences::zone)
                    .or(() -> caller.cookie(ZONE).flatMap(Preferences::zone))
                    .orElse(ZoneOffset.UTC);
        }
        return zone;
    }

    /** The zone of an id such as {@code Europe/Berlin}; empty if there is none. {@code UTC} is the same however it is written. */
    static Optional<ZoneId> zone(String id) {
        if (id.equals("UTC")) {
            return Optional.of(ZoneOffset.UTC);
        }
        try {
            return ZoneId.getAvailableZoneIds().contains(id) ? Optional.of(ZoneId.of(id)) : Optional.empty();
        } catch (DateTimeException unknown) {
            return Optional.empty();
        }
    }

    /** The zone's name as people choose it. */
    public String getZoneName() {
        return getZone().equals(ZoneOffset.UTC) ? "UTC" : getZone().getId();
    }

    /** {@code system}, {@code light} or {@code dark}. */
    public String getTheme() {
        return chosen(THEME, THEMES);
    }

    /** {@code compact} or {@code comfortable}. */
    public String getDensity() {
        return chosen(DENSITY, DENSITIES);
    }

    /** What a run's page shows first: {@code auto} (as its status wants it), {@code steps}, {@code graph} or {@code gantt}. */
    public String getView() {
        return chosen(VIEW, VIEWS);
    }

    /** Whether single keys are shortcuts. */
    public boolean isShortcuts() {
        return chosen(SHORTCUTS, List.of(ON, OFF)).equals(ON);
    }

    /** Whether pages follow what happens. */
    public boolean isLive() {
        return chosen(LIVE, List.of(ON, OFF)).equals(ON);
    }

    /** How many rows a page of a list has. */
    public int getRows() {
        return Integer.parseInt(caller.cookie(ROWS).filter(SIZES::contains).orElse("50"));
    }

    /** The first of the possible values is the default. */
    private String chosen(String cookie, List<String> possible) {
        return caller.cookie(cookie).filter(possible::contains).orElse(possible.get(0));
    }
}
