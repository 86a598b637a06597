package dev.silversmith.pg;

import dev.silversmith.app.port.WatermarkResets;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Resets of watermarks through the database's own functions, the only way to set one. */
@ApplicationScoped
public class PgWatermarkResets implements WatermarkResets {

    private static final String FIND = """
            select p.id, w.data_type
              from silversmith.transformation_procedure p
              join silversmith.transformation_watermark w on w.procedure_id = p.id
             where p.schema_name = ? and p.procedure_name = ?
            """;

    private static final String REQUEST = "select silversmith.request_watermark_reset(?, ?, ?, ?, ?)";
    private static final String DECIDE = "select silversmith.decide_watermark_reset(?, ?, ?, ?)";
    private static final String CANCEL = "select silversmith.cancel_watermark_reset(?, ?)";
    private static final String EXPIRE = "select silversmith.expire_watermark_resets()";

    private static final String HOLDER = """
            select r.id, r.number
              from silversmith.transformation_step s
              join silversmith.transformation_run r on r.id = s.run_id
             where s.procedure_id = ?
               and s.status = 'running'
             order by r.number
             limit 1
            """;

    private final ControlDatabase control;
    private final ActingServer server;

    @Inject
    PgWatermarkResets(ControlDatabase control, ActingServer server) {
        this.control = control;
        this.server = server;
    }

    PgWatermarkResets() {
        this(null, null);
    }

    @Override
    public Optional<Target> find(QualifiedName procedure) {
        return control.inTransaction("look-up of a watermark", connection -> {
            try (PreparedStatement query = Statements.prepare(connection, FIND, procedure.schema(), procedure.name());
                    ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Target(
                                row.getObject("id", UUID.class),
                                WatermarkType.ofWord(row.getString("data_type")).orElseThrow()))
                        : Optional.empty();
            }
        });
    }

    @Override
    public Outcome request(UUID id, UUID procedure, Optional<String> value, String reason, String actor) {
        return outcome("request for a reset", REQUEST, id, procedure, value.orElse(null), reason, actor);
    }

    @Override
    public Outcome decide(UUID id, boolean approve, Optional<String> reason, String actor) {
        return outcome("decision on a reset", DECIDE, id, actor, approve ? "approve" : "reject", reason.orElse(null));
    }

    @Override
    public Outcome cancel(UUID id, String actor) {
        return outcome("withdrawal of a reset", CANCEL, id, actor);
    }

    @Override
    public int expire() {
        return control.inTransaction("end of old requests for resets", connection -> {
            server.declare(connection);
            try (PreparedStatement call = connection.prepareStatement(EXPIRE);
                    ResultSet row = call.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        });
    }

    @Override
    public Optional<Holder> holder(UUID procedure) {
        return control.inTransaction("look-up of a watermark's run", connection -> {
            try (PreparedStatement query = Statements.prepare(connection, HOLDER, procedure);
                    ResultSet row = query.executeQuery()) {
                return row.next()
                        ? Optional.of(new Holder(row.getObject("id", UUID.class), row.getLong("number")))
                        : Optional.empty();
            }
        });
    }

    private Outcome outcome(String doing, String function, Object... values) {
        return control.inTransaction(doing, connection -> {
            try (PreparedStatement call = Statements.prepare(connection, function, values);
                    ResultSet row = call.executeQuery()) {
                row.next();
                return Outcome.valueOf(row.getString(1).toUpperCase(Locale.ROOT));
            }
        });
    }
}
