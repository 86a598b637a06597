package dev.silversmith.rest.runs;

import dev.silversmith.app.port.RunQueries;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.regex.Pattern;

/** Finds the run or step that a path names. */
@ApplicationScoped
public class Wanted {

    private static final int LONGEST_QUOTE = 60;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final RunQueries queries;

    @Inject
    public Wanted(RunQueries queries) {
        this.queries = queries;
    }

    Wanted() {
        this(null);
    }

    /** The run of an id or a number. */
    public RunView run(String id) {
        if (NUMBER.matcher(id).matches()) {
            return queries.run(Long.parseLong(id)).orElseThrow(() -> none("run", id));
        }
        return queries.run(uuid("run", id)).orElseThrow(() -> none("run", id));
    }

    StepView step(String id) {
        return queries.step(uuid("step", id)).orElseThrow(() -> none("step", id));
    }

    /** The step of an id, if it is one of a run. */
    public StepView step(RunView run, String id) {
        StepView step = step(id);
        if (!step.runId().equals(run.id())) {
            throw new ProblemException(Problem.NOT_FOUND, "run %d has no step '%s'".formatted(run.number(), step.id()));
        }
        return step;
    }

    private static UUID uuid(String thing, String id) {
        if (!ID.matcher(id).matches()) {
            throw none(thing, id);
        }
        return UUID.fromString(id);
    }

    private static ProblemException none(String thing, String id) {
        String shown = id.length() <= LONGEST_QUOTE ? id : id.substring(0, LONGEST_QUOTE) + "…";
        return new ProblemException(Problem.NOT_FOUND, "there is no %s '%s'".formatted(thing, shown));
    }
}
