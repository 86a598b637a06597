package dev.silversmith.console;

import dev.silversmith.app.launch.SuggestTerms;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The list {@code /console/launch-terms}: what may be meant by the beginning of a term, for the fields of the launch page. */
@Named
@RequestScoped
public class LaunchTerms {

    private final SuggestTerms terms;
    private final Caller caller;
    private List<String> found = List.of();

    @Inject
    public LaunchTerms(SuggestTerms terms, Caller caller) {
        this.terms = terms;
        this.caller = caller;
    }

    LaunchTerms() {
        this(null, null);
    }

    /** Looks for what the address begins. */
    public void load() {
        found = terms.of(caller.said("q").orElse(""));
    }

    public List<String> getFound() {
        return found;
    }
}
