package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Collection;
import java.util.Map;

/** Looks up procedures and functions in the database. */
public interface RoutineInspector {

    /**
     * The signatures of the given procedures; one that does not exist is left out.
     *
     * @throws dev.silversmith.core.shared.ProblemException if a name is overloaded and the catalog does not say which one, or names types
     *     that none has
     */
    Map<QualifiedName, Signature> signatures(Collection<Procedure> procedures);
}
