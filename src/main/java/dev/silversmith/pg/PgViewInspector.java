package dev.silversmith.pg;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.ViewInspector;
import dev.silversmith.core.plan.ViewFacts;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads from PostgreSQL's own catalog what relations are and, by their rewrite rules, what they read; all in one query. */
@ApplicationScoped
public class PgViewInspector implements ViewInspector {

    /** A plain view is looked through; a materialized one is not, because its readers see what it holds and not what it reads. */
    private static final String VIEWS = """
            with recursive wanted as (
              select c.oid, n.nspname, c.relname, c.relkind, c.relowner
                from unnest(?::text[], ?::text[]) as m (schema_name, relation_name)
                join pg_namespace n on n.nspname = m.schema_name
                join pg_class c on c.relnamespace = n.oid and c.relname = m.relation_name
            ), reads (reader, relation) as (
              select oid, oid
                from wanted
               where relkind in ('v', 'm')
              union
              select r.reader, d.refobjid
                from reads r
                join pg_class c on c.oid = r.relation and (c.relkind = 'v' or c.oid = r.reader)
                join pg_rewrite w on w.ev_class = c.oid
                join pg_depend d on d.classid = 'pg_rewrite'::regclass
                                and d.objid = w.oid
                                and d.refclassid = 'pg_class'::regclass
            ), read_views as (
              select r.reader, array_agg(n.nspname) as schemas, array_agg(c.relname) as names
                from reads r
                join pg_class c on c.oid = r.relation and c.relkind = 'm'
                join pg_namespace n on n.oid = c.relnamespace
               where r.relation <> r.reader
               group by r.reader
            )
            select w.nspname, w.relname, w.relkind, pg_has_role(?::name, w.relowner, 'USAGE') as refreshable,
                   coalesce(v.schemas, '{}') as schemas, coalesce(v.names, '{}') as names
              from wanted w
              left join read_views v on v.reader = w.oid
            """;

    private final ControlDatabase control;
    private final EngineSettings settings;

    @Inject
    PgViewInspector(ControlDatabase control, EngineSettings settings) {
        this.control = control;
        this.settings = settings;
    }

    /** For the container's proxy. */
    PgViewInspector() {
        this(null, null);
    }

    @Override
    public Map<QualifiedName, ViewFacts> views(Collection<QualifiedName> names) {
        return names.isEmpty()
                ? Map.of()
                : control.inTransaction("look-up of views", connection -> look(connection, List.copyOf(names)));
    }

    private Map<QualifiedName, ViewFacts> look(Connection connection, List<QualifiedName> names) throws SQLException {
        Map<QualifiedName, ViewFacts> found = new HashMap<>();
        try (PreparedStatement query = Statements.prepare(
                        connection,
                        VIEWS,
                        texts(connection, names, QualifiedName::schema),
                        texts(connection, names, QualifiedName::name),
                        settings.warehouseUser());
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                found.put(
                        new QualifiedName(rows.getString("nspname"), rows.getString("relname")),
                        new ViewFacts(kind(rows.getString("relkind")), reads(rows), rows.getBoolean("refreshable")));
            }
        }
        return found;
    }

    private static Array texts(Connection connection, List<QualifiedName> names, Function<QualifiedName, String> part)
            throws SQLException {
        return connection.createArrayOf("text", names.stream().map(part).toArray());
    }

    private static SortedSet<QualifiedName> reads(ResultSet row) throws SQLException {
        String[] schemas = (String[]) row.getArray("schemas").getArray();
        String[] names = (String[]) row.getArray("names").getArray();
        SortedSet<QualifiedName> reads = new TreeSet<>();
        for (int i = 0; i < names.length; i++) {
            reads.add(new QualifiedName(schemas[i], names[i]));
        }
        return reads;
    }

    private static ViewFacts.Kind kind(String relkind) {
        return switch (relkind) {
            case "m" -> ViewFacts.Kind.MATERIALIZED_VIEW;
            case "v" -> ViewFacts.Kind.VIEW;
            case "r", "p" -> ViewFacts.Kind.TABLE;
            case "f" -> ViewFacts.Kind.FOREIGN_TABLE;
            case "S" -> ViewFacts.Kind.SEQUENCE;
            default -> ViewFacts.Kind.RELATION;
        };
    }
}
