package dev.silversmith.pg;

import dev.silversmith.app.port.RunStore.OpenStep;
import dev.silversmith.app.port.UnitControl.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Attempts of a run, of procedures and of refreshes, that are said to be running. */
final class OpenSteps {

    private static final String FIND = """
            select s.id, s.backend_pid, s.backend_start,
                   (select lead.id
                      from silversmith.transformation_step lead
                     where lead.run_id = s.run_id
                       and lead.unit = s.unit
                       and lead.token_hash is not null
                       and lead.status = 'running'
                     limit 1) as lead
              from silversmith.transformation_step s
             where s.run_id = ?
               and s.status = 'running'
            union all
            select e.id, e.backend_pid, e.backend_start, e.id
              from silversmith.refresh_execution e
             where e.run_id = ?
               and e.status = 'running'
            """;

    private OpenSteps() {}

    static List<OpenStep> of(Connection connection, UUID runId) throws SQLException {
        List<OpenStep> steps = new ArrayList<>();
        try (PreparedStatement query = Statements.prepare(connection, FIND, runId, runId);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                UUID id = rows.getObject("id", UUID.class);
                UUID lead = rows.getObject("lead", UUID.class);
                OffsetDateTime start = rows.getObject("backend_start", OffsetDateTime.class);
                Optional<Session> session = start == null
                        ? Optional.empty()
                        : Optional.of(new Session(rows.getInt("backend_pid"), start.toInstant()));
                steps.add(new OpenStep(id, lead == null ? id : lead, session));
            }
        }
        return steps;
    }
}
