package dev.silversmith.app.port;

import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.run.FullRefresh;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import java.util.SortedMap;

/** Writes requests as JSON text, for storage and the audit trail. */
public interface OverrideFormat {

    /** Overridden values as an object of objects, by procedure and parameter. */
    String write(SortedMap<QualifiedName, SortedMap<String, Literal>> overrides);

    /** What was asked for, as an object. */
    String describe(PlanRequest request);

    /**
     * A refused request for a full refresh, as an object: what was asked for, and why it was refused, with the first hundred offenders.
     *
     * @param full what was said for it
     */
    String refusal(PlanRequest request, FullRefresh full, ProblemException why);
}
