package dev.silversmith.pg;

import dev.silversmith.app.port.StepError;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.core.run.BoundArgument;
import dev.silversmith.core.shared.OneLine;
import dev.silversmith.wire.ParameterJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Outcomes other than success, each one statement of the control login outside any transaction. */
@ApplicationScoped
public class PgStepLedger implements StepLedger {

    private static final Logger LOG = Logger.getLogger(PgStepLedger.class.getName());

    private static final String FAILED = """
            update silversmith.transformation_step
               set status = 'failed', started_at = coalesce(started_at, clock_timestamp()), finished_at = clock_timestamp(),
                   duration_ms = greatest(0, round(extract(epoch from clock_timestamp() - started_at) * 1000)),
                   sql_state = ?, error_message = ?, error_detail = ?, error_hint = ?, error_context = ?, error_position = ?,
                   retryable = ?, parameters = coalesce(?::jsonb, parameters), watermark_before = coalesce(?, watermark_before)
             where id = ?
               and status in ('pending', 'running')
            """;

    private static final String END = """
            update silversmith.transformation_step
               set status = ?, finished_at = clock_timestamp(),
                   duration_ms = greatest(0, round(extract(epoch from clock_timestamp() - started_at) * 1000))
             where id = any (?::uuid[])
               and status = any (?::text[])
            """;

    private static final String SKIPPED = """
            update silversmith.transformation_step s
               set status = 'skipped', skipped_because = m.because, finished_at = clock_timestamp()
              from unnest(?::uuid[], ?::text[]) as m (id, because)
             where s.id = m.id
               and s.status in ('pending', 'running')
            """;

    private static final String WARNINGS = "update silversmith.transformation_step set warning_count = ? where id = ?";

    private final ControlDatabase control;

    @Inject
    PgStepLedger(ControlDatabase control) {
        this.control = control;
    }

    PgStepLedger() {
        this(null);
    }

    @Override
    public boolean failed(UUID stepId, StepError error, List<BoundArgument> arguments, Optional<String> watermark) {
        return update(FAILED, statement -> {
                    statement.setString(1, error.sqlState().orElse(null));
                    statement.setString(2, error.message());
                    statement.setString(3, error.detail().orElse(null));
                    statement.setString(4, error.hint().orElse(null));
                    statement.setString(5, error.context().orElse(null));
                    setInt(statement, 6, error.position());
                    statement.setBoolean(7, error.retryable());
                    statement.setString(8, arguments.isEmpty() ? null : ParameterJson.write(arguments));
                    statement.setString(9, watermark.orElse(null));
                    statement.setObject(10, stepId);
                })
                == 1;
    }

    private static void setInt(PreparedStatement statement, int place, Optional<Integer> value) throws SQLException {
        if (value.isPresent()) {
            statement.setInt(place, value.get());
        } else {
            statement.setNull(place, Types.INTEGER);
        }
    }

    @Override
    public void rolledBack(List<UUID> stepIds) {
        end("rolled_back", stepIds, "running");
    }

    @Override
    public void cancelled(List<UUID> stepIds) {
        end("cancelled", stepIds, "pending", "running");
    }

    @Override
    public void interrupted(List<UUID> stepIds) {
        end("interrupted", stepIds, "running");
    }

    private void end(String status, List<UUID> stepIds, String... from) {
        if (stepIds.isEmpty()) {
            return;
        }
        update(END, statement -> {
            statement.setString(1, status);
            statement.setArray(2, statement.getConnection().createArrayOf("uuid", stepIds.toArray()));
            statement.setArray(3, statement.getConnection().createArrayOf("text", from));
        });
    }

    @Override
    public void skipped(Map<UUID, String> reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        List<Map.Entry<UUID, String>> entries = List.copyOf(reasons.entrySet());
        Object[] ids = entries.stream().map(Map.Entry::getKey).toArray();
        Object[] because = entries.stream().map(Map.Entry::getValue).toArray();
        update(SKIPPED, statement -> {
            statement.setArray(1, statement.getConnection().createArrayOf("uuid", ids));
            statement.setArray(2, statement.getConnection().createArrayOf("text", because));
        });
    }

    @Override
    public void warnings(UUID stepId, int count) {
        update(WARNINGS, statement -> {
            statement.setInt(1, count);
            statement.setObject(2, stepId);
        });
    }

    @FunctionalInterface
    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Each of these updates does nothing the second time, so it may be repeated until the database has answered. */
    private int update(String sql, Binding binding) {
        while (true) {
            try {
                return control.attempt(connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        binding.bind(statement);
                        return statement.executeUpdate();
                    }
                });
            } catch (SQLException fault) {
                if (!PgErrors.isConnectionLoss(fault) && !PgErrors.isTransient(PgErrors.sqlState(fault))) {
                    throw new DatabaseFault("record of an outcome", fault);
                }
                LOG.log(Level.WARNING, "an outcome could not be recorded, tried again: {0}", OneLine.of(fault));
                Pause.beforeNextTry("the record of an outcome");
            }
        }
    }
}
