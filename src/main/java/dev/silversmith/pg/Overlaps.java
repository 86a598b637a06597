package dev.silversmith.pg;

import dev.silversmith.app.port.RunStore.Overlap;
import dev.silversmith.core.shared.QualifiedName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Open runs that share procedures with a run that is to be made; each is looked at by its own steps, not by a procedure's history. */
final class Overlaps {

    private static final String FIND = """
            select r.id, r.number, shared.schema_name, shared.procedure_name
              from silversmith.transformation_run r
             cross join lateral (select p.schema_name, p.procedure_name
                                   from silversmith.transformation_step s
                                   join silversmith.transformation_procedure p on p.id = s.procedure_id
                                   join unnest(?::text[], ?::text[]) as m (schema_name, procedure_name)
                                     on m.schema_name = p.schema_name and m.procedure_name = p.procedure_name
                                  where s.run_id = r.id
                                  order by p.schema_name collate "C", p.procedure_name collate "C"
                                  limit 1) shared
             where r.status in ('pending_approval', 'queued', 'running', 'cancelling')
             order by r.number
            """;

    private Overlaps() {}

    static List<Overlap> find(Connection connection, Collection<QualifiedName> procedures) throws SQLException {
        List<Overlap> overlaps = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(FIND)) {
            Object[] schemas = procedures.stream().map(QualifiedName::schema).toArray();
            Object[] names = procedures.stream().map(QualifiedName::name).toArray();
            query.setArray(1, connection.createArrayOf("text", schemas));
            query.setArray(2, connection.createArrayOf("text", names));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    overlaps.add(new Overlap(
                            rows.getObject("id", UUID.class),
                            rows.getLong("number"),
                            new QualifiedName(rows.getString("schema_name"), rows.getString("procedure_name"))));
                }
            }
        }
        return overlaps;
    }
}
