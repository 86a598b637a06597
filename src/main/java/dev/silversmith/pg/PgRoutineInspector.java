package dev.silversmith.pg;

import dev.silversmith.app.port.RoutineInspector;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.plan.Signature.Argument;
import dev.silversmith.core.plan.Signature.Direction;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads signatures and bodies of procedures and functions from PostgreSQL's own catalog, all in one query. */
@ApplicationScoped
public class PgRoutineInspector implements RoutineInspector {

    private static final String ROUTINES = """
            select n.nspname, p.proname, p.prokind,
                   pg_get_function_identity_arguments(p.oid) as identity,
                   encode(sha256(convert_to(pg_get_functiondef(p.oid), 'UTF8')), 'hex') as body_hash,
                   array(select format_type(t.type, null)
                           from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as t (type, place)
                          order by t.place) as types,
                   coalesce(p.proargnames, '{}') as names,
                   coalesce(p.proargmodes::text[], '{}') as modes,
                   p.pronargdefaults,
                   m.wanted,
                   m.arguments is not null
                     and array(select format_type(t.type, null)
                                 from unnest(p.proargtypes::oid[]) with ordinality as t (type, place)
                                order by t.place)
                       is distinct from array(select coalesce(format_type(to_regtype(a.name)::oid, null), a.name)
                                                from unnest(string_to_array(m.arguments, E'\\x1f')) with ordinality as a (name, place)
                                               order by a.place) as other_overload
              from unnest(?::text[], ?::text[], ?::text[]) with ordinality as m (schema_name, procedure_name, arguments, wanted)
              join pg_namespace n on n.nspname = m.schema_name
              join pg_proc p on p.pronamespace = n.oid and p.proname = m.procedure_name
             where p.prokind in ('p', 'f')
             order by m.wanted, identity
            """;

    /** Types outside pg_catalog are printed with their schema, so that a call means the same under any search path. */
    private static final String QUALIFIED_TYPES = "select set_config('search_path', 'pg_catalog, pg_temp', true)";

    /** Keeps the types of one procedure apart in an array element; no type's name can hold it. */
    private static final String SEPARATOR = "\u001f";

    private final ControlDatabase control;

    @Inject
    PgRoutineInspector(ControlDatabase control) {
        this.control = control;
    }

    PgRoutineInspector() {
        this(null);
    }

    @Override
    public Map<QualifiedName, Signature> signatures(Collection<Procedure> procedures) {
        List<Procedure> wanted = List.copyOf(procedures);
        Map<QualifiedName, List<Signature>> found =
                control.inTransaction("look-up of signatures", connection -> look(connection, wanted));
        List<Violation> violations = new ArrayList<>();
        Map<QualifiedName, Signature> result = new HashMap<>();
        for (Procedure procedure : wanted) {
            List<Signature> candidates = found.getOrDefault(procedure.name(), List.of());
            if (candidates.size() > 1) {
                violations.add(overloaded(procedure, candidates));
            } else if (!candidates.isEmpty()) {
                result.put(procedure.name(), candidates.get(0));
            }
        }
        if (!violations.isEmpty()) {
            throw new ProblemException(
                    Problem.SIGNATURE_MISMATCH, "overloaded procedures must name their argument types", violations);
        }
        return result;
    }

    private static Violation overloaded(Procedure procedure, List<Signature> candidates) {
        String overloads =
                String.join("; ", candidates.stream().map(Signature::identity).toList());
        return new Violation(
                "/procedures/%s/arguments".formatted(procedure.name()),
                "%s is overloaded (%s): list the argument types of the one you mean"
                        .formatted(procedure.name(), overloads));
    }

    private static Map<QualifiedName, List<Signature>> look(Connection connection, List<Procedure> wanted)
            throws SQLException {
        Map<QualifiedName, List<Signature>> found = new HashMap<>();
        try (PreparedStatement names = connection.prepareStatement(QUALIFIED_TYPES);
                PreparedStatement statement = connection.prepareStatement(ROUTINES)) {
            names.execute();
            statement.setArray(1, texts(connection, wanted.stream().map(procedure -> procedure
                    .name()
                    .schema())));
            statement.setArray(2, texts(connection, wanted.stream().map(procedure -> procedure
                    .name()
                    .name())));
            statement.setArray(3, texts(connection, wanted.stream().map(procedure -> procedure
                    .arguments()
                    .map(types -> String.join(SEPARATOR, types))
                    .orElse(null))));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (!rows.getBoolean("other_overload")) {
                        var name = new QualifiedName(rows.getString("nspname"), rows.getString("proname"));
                        found.computeIfAbsent(name, key -> new ArrayList<>()).add(signature(rows));
                    }
                }
            }
        }
        return found;
    }

    private static java.sql.Array texts(Connection connection, java.util.stream.Stream<String> values)
            throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }

    private static Signature signature(ResultSet rows) throws SQLException {
        String[] types = (String[]) rows.getArray("types").getArray();
        String[] names = (String[]) rows.getArray("names").getArray();
        String[] modes = (String[]) rows.getArray("modes").getArray();
        int withDefault = rows.getInt("pronargdefaults");
        List<Argument> arguments = new ArrayList<>();
        int inputs = (int) java.util.stream.IntStream.range(0, types.length)
                .filter(place -> isInput(mode(modes, place)))
                .count();
        int input = 0;
        for (int place = 0; place < types.length; place++) {
            String mode = mode(modes, place);
            if (mode.equals("t")) {
                continue; // a column of the result, not an argument
            }
            // Defaults belong to the last input arguments.
            boolean hasDefault = isInput(mode) && input >= inputs - withDefault;
            input += isInput(mode) ? 1 : 0;
            String name = place < names.length ? names[place] : "";
            arguments.add(new Argument(name, types[place], direction(mode), hasDefault));
        }
        var routine = rows.getString("prokind").equals("p") ? Signature.Routine.PROCEDURE : Signature.Routine.FUNCTION;
        return new Signature(routine, arguments, rows.getString("identity"), rows.getString("body_hash"));
    }

    private static String mode(String[] modes, int place) {
        return place < modes.length ? modes[place] : "i";
    }

    private static boolean isInput(String mode) {
        return mode.equals("i") || mode.equals("b") || mode.equals("v");
    }

    private static Direction direction(String mode) {
        return switch (mode) {
            case "o" -> Direction.OUT;
            case "b" -> Direction.INOUT;
            case "v" -> Direction.VARIADIC;
            default -> Direction.IN;
        };
    }
}
