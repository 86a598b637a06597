package dev.silversmith.pg;

import dev.silversmith.app.port.RunStore.NewRun;
import dev.silversmith.app.port.RunStore.StepRef;
import dev.silversmith.core.plan.PlannedRefresh;
import dev.silversmith.core.plan.Stage;
import dev.silversmith.core.plan.Unit;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.core.shared.TimeOrderedId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Rows of the refreshes of runs. */
final class RefreshRows {

    private static final String TARGET_IDS = """
            select t.id, t.schema_name, t.view_name as name
              from silversmith.refresh_target t
              join unnest(?::text[], ?::text[]) as m (schema_name, view_name)
                on m.schema_name = t.schema_name and m.view_name = t.view_name
            """;

    private static final String INSERT = """
            insert into silversmith.refresh_execution
              (id, run_id, refresh_target_id, trigger, stage, ordinal, procedure_ids, earlier_ids, read_ids)
            values (?, ?, ?, ?, ?, ?,
                    array(select p.id
                            from unnest(?::text[], ?::text[]) as m (schema_name, procedure_name)
                            join silversmith.transformation_procedure p
                              on p.schema_name = m.schema_name and p.procedure_name = m.procedure_name),
                    ?, ?)
            """;

    private static final String LOAD = """
            select distinct on (e.refresh_target_id) e.id, e.status, t.schema_name, t.view_name as name
              from silversmith.refresh_execution e
              join silversmith.refresh_target t on t.id = e.refresh_target_id
             where e.run_id = ?
             order by e.refresh_target_id, e.attempt_no desc
            """;

    private RefreshRows() {}

    /**
     * Makes the first attempt of each refresh of a new run.
     *
     * @throws ProblemException UNKNOWN_VIEW if a view was removed from the catalog meanwhile
     */
    static void insert(Connection connection, NewRun run) throws SQLException {
        if (run.plan().refreshes().isEmpty()) {
            return;
        }
        Map<QualifiedName, UUID> targets =
                RunRows.ids(connection, TARGET_IDS, run.plan().refreshes().keySet());
        refuseRemoved(run, targets);
        Map<String, PlannedRefresh> byUnit = new HashMap<>();
        run.plan().refreshes().forEach((view, refresh) -> byUnit.put(PlannedRefresh.unitName(view), refresh));
        Instant now = Instant.ofEpochMilli(run.id().getMostSignificantBits() >>> 16);
        int ordinal = 0;
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            for (Stage stage : run.plan().stages()) {
                for (Unit unit : stage.units()) {
                    if (unit.type() == Unit.Type.REFRESH) {
                        PlannedRefresh refresh = byUnit.get(unit.name());
                        insert.setObject(1, TimeOrderedId.at(now));
                        insert.setObject(2, run.id());
                        insert.setObject(3, targets.get(refresh.view()));
                        insert.setString(4, refresh.trigger().word());
                        insert.setInt(5, stage.number());
                        insert.setInt(6, ++ordinal);
                        bindProcedures(insert, refresh);
                        insert.setArray(9, connection.createArrayOf("uuid", earlier(unit, byUnit, targets)));
                        Object[] read =
                                refresh.reads().stream().map(targets::get).toArray();
                        insert.setArray(10, connection.createArrayOf("uuid", read));
                        insert.addBatch();
                    }
                }
            }
            insert.executeBatch();
        }
    }

    private static void bindProcedures(PreparedStatement insert, PlannedRefresh refresh) throws SQLException {
        Connection connection = insert.getConnection();
        Object[] schemas =
                refresh.links().keySet().stream().map(QualifiedName::schema).toArray();
        Object[] names =
                refresh.links().keySet().stream().map(QualifiedName::name).toArray();
        insert.setArray(7, connection.createArrayOf("text", schemas));
        insert.setArray(8, connection.createArrayOf("text", names));
    }

    private static Object[] earlier(Unit unit, Map<String, PlannedRefresh> byUnit, Map<QualifiedName, UUID> targets) {
        return unit.dependsOn().stream()
                .map(byUnit::get)
                .filter(Objects::nonNull)
                .map(refresh -> targets.get(refresh.view()))
                .toArray();
    }

    private static void refuseRemoved(NewRun run, Map<QualifiedName, UUID> targets) {
        ProblemException.throwIfAny(
                Problem.UNKNOWN_VIEW,
                run.plan().refreshes().keySet().stream()
                        .filter(view -> !targets.containsKey(view))
                        .map(view -> Violation.at(
                                "%s was removed from the catalog while the run was planned".formatted(view),
                                "refreshTargets",
                                view.toString()))
                        .toList());
    }

    /** The latest attempt of each refresh of a run, by view. */
    static Map<QualifiedName, StepRef> load(Connection connection, UUID runId) throws SQLException {
        Map<QualifiedName, StepRef> refreshes = new HashMap<>();
        try (PreparedStatement query = Statements.prepare(connection, LOAD, runId);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                refreshes.put(
                        RunRows.name(rows),
                        StepRef.of(rows.getObject("id", UUID.class), StepStatus.ofWord(rows.getString("status"))));
            }
        }
        return refreshes;
    }
}
