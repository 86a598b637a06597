package dev.silversmith.app.launch;

import dev.silversmith.app.PlanInputs;
import dev.silversmith.core.plan.Suggestions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/** Finds terms of a selection that somebody has begun to write. */
@ApplicationScoped
public class SuggestTerms {

    private static final int SHORTEST = 2;
    private static final int MOST = 20;

    private final PlanInputs inputs;

    @Inject
    public SuggestTerms(PlanInputs inputs) {
        this.inputs = inputs;
    }

    SuggestTerms() {
        this(null);
    }

    /** At most twenty terms that have the text in them; none for fewer than two characters. */
    public List<String> of(String begun) {
        return begun.length() < SHORTEST ? List.of() : Suggestions.of(inputs.catalog(), begun, MOST);
    }
}
