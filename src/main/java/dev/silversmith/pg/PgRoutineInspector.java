package dev.silversmith.pg;

import dev.silversmith.app.port.RoutineInspector;
import dev.silversmith.core.plan.Routine;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Reads signatures and bodies of procedures and functions through the control login, which may see them all. */
@ApplicationScoped
public class PgRoutineInspector implements RoutineInspector {

    private final ControlDatabase control;

    @Inject
    PgRoutineInspector(ControlDatabase control) {
        this.control = control;
    }

    PgRoutineInspector() {
        this(null);
    }

    @Override
    public Map<QualifiedName, List<Routine>> routines(Collection<QualifiedName> names) {
        return control.inTransaction("look-up of signatures", connection -> {
            RoutineQueries.qualifyTypes(connection, true);
            return RoutineQueries.routines(connection, names);
        });
    }

    @Override
    public Map<String, String> types(Collection<String> written) {
        return control.inTransaction("look-up of types", connection -> {
            RoutineQueries.qualifyTypes(connection, true);
            return TypeQueries.types(connection, written);
        });
    }
}
