package dev.silversmith.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.ZoneId;
import java.util.List;

/** The page {@code /console/preferences}; what is chosen is kept in cookies. */
@Named
@RequestScoped
public class PreferencesPage {

    private final Caller caller;
    private String zone;
    private String theme;
    private String density;
    private String view;
    private String rows;
    private boolean shortcuts;
    private boolean live;

    @Inject
    public PreferencesPage(Caller caller, Preferences now) {
        this.caller = caller;
        zone = now.getZoneName();
        theme = now.getTheme();
        density = now.getDensity();
        view = now.getView();
        rows = Integer.toString(now.getRows());
        shortcuts = now.isShortcuts();
        live = now.isLive();
    }

    PreferencesPage() {
        this.caller = null;
    }

    /** Keeps what was chosen, but for a zone that does not exist. */
    public String save() {
        String chosen = zone == null ? "" : zone.strip();
        boolean known = Preferences.zone(chosen).isPresent();
        if (known) {
            caller.keep(Preferences.ZONE, chosen);
        }
        caller.keep(Preferences.THEME, theme);
        caller.keep(Preferences.DENSITY, density);
        caller.keep(Preferences.VIEW, view);
        caller.keep(Preferences.ROWS, rows);
        caller.keep(Preferences.SHORTCUTS, Preferences.word(shortcuts));
        caller.keep(Preferences.LIVE, Preferences.word(live));
        return "/console/preferences?faces-redirect=true&"
                + (known ? "said=saved" : "unknown=" + chosen.replaceAll("[^A-Za-z0-9_/-]", "_"));
    }

    /** Whether the page follows upon a change. */
    public boolean isSaved() {
        return caller.said("said").filter("saved"::equals).isPresent();
    }

    /** Why the zone was not kept; null if nothing is wrong. */
    public String getProblem() {
        return caller.said("unknown")
                .map(String::strip)
                .filter(text -> Preferences.zone(text).isEmpty())
                .map(text -> Texts.of("preferences.zone.unknown", text))
                .orElse(null);
    }

    /** Every zone that can be chosen. */
    public List<String> getZones() {
        return ZoneId.getAvailableZoneIds().stream()
                .filter(id -> id.equals("UTC") || isPlace(id))
                .sorted()
                .toList();
    }

    private static boolean isPlace(String id) {
        return id.indexOf('/') > 0 && !id.startsWith("Etc/") && !id.startsWith("SystemV/");
    }

    public List<String> getThemes() {
        return Preferences.THEMES;
    }

    public List<String> getDensities() {
        return Preferences.DENSITIES;
    }

    public List<String> getViews() {
        return Preferences.VIEWS;
    }

    public List<String> getSizes() {
        return Preferences.SIZES;
    }

    public String getZone() {
        return zone;
    }

    public void setZone(String zone) {
        this.zone = zone;
    }

    public String getTheme() {
        return theme;
    }

    public void setTheme(String theme) {
        this.theme = theme;
    }

    public String getDensity() {
        return density;
    }

    public void setDensity(String density) {
        this.density = density;
    }

    public String getView() {
        return view;
    }

    public void setView(String view) {
        this.view = view;
    }

    public String getRows() {
        return rows;
    }

    public void setRows(String rows) {
        this.rows = rows;
    }

    public boolean isShortcuts() {
        return shortcuts;
    }

    public void setShortcuts(boolean shortcuts) {
        this.shortcuts = shortcuts;
    }

    public boolean isLive() {
        return live;
    }

    public void setLive(boolean live) {
        this.live = live;
    }
}
