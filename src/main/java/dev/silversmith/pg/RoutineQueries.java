package dev.silversmith.pg;

import dev.silversmith.core.plan.Routine;
import dev.silversmith.core.plan.Routine.Form;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.plan.Signature.Argument;
import dev.silversmith.core.plan.Signature.Direction;
import dev.silversmith.core.shared.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Reads routines out of PostgreSQL's own catalog, however many, in one query. */
final class RoutineQueries {

    /**
     * SHA-256 of the whole definition of a routine {@code p}, in hex; it means the same only where names are looked up as in
     * {@link #QUALIFIED_TYPES}.
     */
    static final String BODY_HASH = "encode(sha256(convert_to(pg_get_functiondef(p.oid), 'UTF8')), 'hex')";

    private static final String ROUTINES = """
            select n.nspname, p.proname,
                   case when p.prokind = 'f' and p.prorettype in ('trigger'::regtype, 'event_trigger'::regtype) then 't'
                        else p.prokind::text end as form,
                   has_function_privilege(p.oid, 'execute') and has_schema_privilege(n.oid, 'usage') as executable,
                   pg_get_function_identity_arguments(p.oid) as identity,
                   case when p.prokind in ('p', 'f') then %s else '' end as body_hash,
                   array(select format_type(t.type, null)
                           from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as t (type, place)
                          order by t.place) as types,
                   coalesce(p.proargnames, '{}') as names,
                   coalesce(p.proargmodes::text[], '{}') as modes,
                   p.pronargdefaults
              from (select distinct w.schema_name, w.procedure_name
                      from unnest(?::text[], ?::text[]) as w (schema_name, procedure_name)) m
              join pg_namespace n on n.nspname = m.schema_name
              join pg_proc p on p.pronamespace = n.oid and p.proname = m.procedure_name
             order by n.nspname, p.proname, identity
            """.formatted(BODY_HASH);

    /** Types outside pg_catalog are printed with their schema, so that a call means the same under any search path. */
    private static final String QUALIFIED_TYPES = "select set_config('search_path', 'pg_catalog, pg_temp', ?)";

    private RoutineQueries() {}

    /**
     * Sets the search path under which types are read and printed.
     *
     * @param local whether only until the end of the transaction
     */
    static void qualifyTypes(Connection connection, boolean local) throws SQLException {
        try (PreparedStatement names = connection.prepareStatement(QUALIFIED_TYPES)) {
            names.setBoolean(1, local);
            names.execute();
        }
    }

    static Map<QualifiedName, List<Routine>> routines(Connection connection, Collection<QualifiedName> names)
            throws SQLException {
        Map<QualifiedName, List<Routine>> found = new HashMap<>();
        Object[] schemas = names.stream().map(QualifiedName::schema).toArray();
        Object[] routines = names.stream().map(QualifiedName::name).toArray();
        try (PreparedStatement statement = connection.prepareStatement(ROUTINES)) {
            statement.setArray(1, connection.createArrayOf("text", schemas));
            statement.setArray(2, connection.createArrayOf("text", routines));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    var name = new QualifiedName(rows.getString("nspname"), rows.getString("proname"));
                    found.computeIfAbsent(name, key -> new ArrayList<>()).add(routine(rows));
                }
            }
        }
        return found;
    }

    private static Routine routine(ResultSet rows) throws SQLException {
        Form form = form(rows.getString("form"));
        var called = form == Form.PROCEDURE ? Signature.Routine.PROCEDURE : Signature.Routine.FUNCTION;
        Signature signature =
                new Signature(called, arguments(rows), rows.getString("identity"), rows.getString("body_hash"));
        return new Routine(form, rows.getBoolean("executable"), signature);
    }

    private static Form form(String letter) {
        return switch (letter) {
            case "p" -> Form.PROCEDURE;
            case "f" -> Form.FUNCTION;
            case "a" -> Form.AGGREGATE;
            case "w" -> Form.WINDOW_FUNCTION;
            case "t" -> Form.TRIGGER_FUNCTION;
            default -> throw new IllegalStateException("PostgreSQL has a new kind of routine: " + letter);
        };
    }

    private static List<Argument> arguments(ResultSet rows) throws SQLException {
        String[] types = (String[]) rows.getArray("types").getArray();
        String[] names = (String[]) rows.getArray("names").getArray();
        String[] modes = (String[]) rows.getArray("modes").getArray();
        int withDefault = rows.getInt("pronargdefaults");
        List<Argument> arguments = new ArrayList<>();
        int inputs = (int) IntStream.range(0, types.length)
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
        return arguments;
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
