package dev.silversmith.app.port;

import dev.silversmith.core.plan.DatabaseQuestion;
import dev.silversmith.core.plan.Routine;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** Asks the database on behalf of the login that executes procedures, and with no more rights than it has. Changes nothing. */
public interface WarehouseInspector {

    /** Everything that can be executed under the given names, and whether this login may; a name without any is left out. */
    Map<QualifiedName, List<Routine>> routines(Collection<QualifiedName> names);

    /** The names of all procedures and functions that can be registered. */
    SortedSet<QualifiedName> routineNames();

    /** As {@link RoutineInspector#types}. */
    Map<String, String> types(Collection<String> written);

    /** Puts questions; answers those to which the database says no, each with its reason. */
    Map<DatabaseQuestion, String> refused(Collection<DatabaseQuestion> questions);
}
