package dev.silversmith.pg;

import dev.silversmith.app.port.WarehouseInspector;
import dev.silversmith.core.plan.DatabaseQuestion;
import dev.silversmith.core.plan.Routine;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Checks the catalog as the login that executes it. */
@ApplicationScoped
public class PgWarehouseInspector implements WarehouseInspector {

    private static final String NAMES = """
            select n.nspname, p.proname
              from pg_proc p
              join pg_namespace n on n.oid = p.pronamespace
             where p.prokind in ('p', 'f')
               and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
               and n.nspname not in ('pg_catalog', 'information_schema', 'silversmith', 'batch')
               and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
            """;

    private final ChecksDatabase checks;
    private final Clock clock;

    @Inject
    PgWarehouseInspector(ChecksDatabase checks, Clock clock) {
        this.checks = checks;
        this.clock = clock;
    }

    PgWarehouseInspector() {
        this(null, null);
    }

    @Override
    public Map<QualifiedName, List<Routine>> routines(Collection<QualifiedName> names) {
        return checks.with("look-up of signatures", connection -> {
            RoutineQueries.qualifyTypes(connection, false);
            return RoutineQueries.routines(connection, names);
        });
    }

    @Override
    public SortedSet<QualifiedName> routineNames() {
        return checks.with("look-up of names", connection -> {
            SortedSet<QualifiedName> names = new TreeSet<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(NAMES)) {
                while (rows.next()) {
                    names.add(new QualifiedName(rows.getString(1), rows.getString(2)));
                }
            }
            return names;
        });
    }

    @Override
    public Map<String, String> types(Collection<String> written) {
        return checks.with("look-up of types", connection -> {
            RoutineQueries.qualifyTypes(connection, false);
            return TypeQueries.types(connection, written);
        });
    }

    @Override
    public Map<DatabaseQuestion, String> refused(Collection<DatabaseQuestion> questions) {
        if (questions.isEmpty()) {
            return Map.of();
        }
        return checks.with(
                "check of the catalog", connection -> new QuestionPutter(connection, clock).refused(questions));
    }
}
