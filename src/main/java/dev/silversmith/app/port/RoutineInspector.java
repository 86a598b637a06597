package dev.silversmith.app.port;

import dev.silversmith.core.plan.Routine;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Looks up procedures, functions and types in the database. */
public interface RoutineInspector {

    /** Everything that can be executed under the given names, overloads in the order of their arguments; a name without any is left out. */
    Map<QualifiedName, List<Routine>> routines(Collection<QualifiedName> names);

    /**
     * The database's own name of each type, schema-qualified where it is not in {@code pg_catalog}.
     *
     * @param written names as people write them; one that is no type's is left out of the answer
     */
    Map<String, String> types(Collection<String> written);
}
