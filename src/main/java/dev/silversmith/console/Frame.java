package dev.silversmith.console;

import dev.silversmith.app.Role;
import dev.silversmith.app.WaitingRequests;
import dev.silversmith.app.port.ConsoleSettings;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What surrounds every page: the places one can go to, and where one is. */
@Named
@RequestScoped
public class Frame {

    /**
     * A place of the console.
     *
     * @param word its name in texts and icons
     * @param here whether the page is this one or below it
     * @param count how many things wait there; 0 is not shown
     */
    public record Place(String word, String address, boolean here, long count) {}

    private final Caller caller;
    private final ConsoleSettings settings;
    private final WaitingRequests requests;
    private List<Place> places;

    @Inject
    public Frame(Caller caller, ConsoleSettings settings, WaitingRequests requests) {
        this.caller = caller;
        this.settings = settings;
        this.requests = requests;
    }

    Frame() {
        this(null, null, null);
    }

    /** The name of the environment, for example {@code PROD}; empty if it has none. */
    public String getEnvironment() {
        return settings.environment().orElse("");
    }

    /** Whether the caller may request runs. */
    public boolean isLaunching() {
        return caller.has(Role.OPERATOR) || caller.has(Role.ENGINEER);
    }

    /** Those places that the caller may see, in their order. */
    public List<Place> getPlaces() {
        if (places == null) {
            places = new ArrayList<>();
            add("home");
            add("runs", "run", "step", "cancel", "resume");
            if (isLaunching()) {
                add("launch");
            }
            places.add(new Place(
                    "approvals",
                    address("approvals"),
                    isHere("approvals") || isHere("approval") || isHere("reset"),
                    caller.has(Role.APPROVER) ? requests.decidableBy(caller.name()) : 0));
            if (caller.has(Role.AUDITOR)) {
                add("audit");
            }
            add("preferences");
        }
        return places;
    }

    private void add(String word, String... below) {
        boolean here = isHere(word) || List.of(below).stream().anyMatch(this::isHere);
        places.add(new Place(word, address(word), here, 0));
    }

    /** As a link of the page would be. */
    private String address(String word) {
        return "/console/" + word
                + caller.said(ZonedLinks.ZONE)
                        .flatMap(Preferences::zone)
                        .map(zone -> "?tz="
                                + URLEncoder.encode(
                                        zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId(), StandardCharsets.UTF_8))
                        .orElse("");
    }

    private boolean isHere(String word) {
        return caller.page().equals("/console/" + word);
    }
}
