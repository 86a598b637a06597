package dev.silversmith.app.port;

import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import java.util.SortedMap;

/** Writes requests as JSON text, for storage and the audit trail. */
public interface OverrideFormat {

    /** Overridden values as an object of objects, by procedure and parameter. */
    String write(SortedMap<QualifiedName, SortedMap<String, Literal>> overrides);

    /** What was asked for, as an object. */
    String describe(PlanRequest request);
}
