package dev.silversmith.pg;

import dev.silversmith.app.port.LogRetention;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;

/** Partitions of the step log. */
@ApplicationScoped
public class PgLogRetention implements LogRetention {

    private static final String KEEP = "select silversmith.make_log_partitions(3), silversmith.drop_log_partitions(?)";

    private final ControlDatabase control;

    @Inject
    PgLogRetention(ControlDatabase control) {
        this.control = control;
    }

    PgLogRetention() {
        this(null);
    }

    @Override
    public void keep(int months) {
        control.directly("retention of logs", connection -> {
            try (PreparedStatement keep = connection.prepareStatement(KEEP)) {
                keep.setInt(1, months);
                return keep.execute();
            }
        });
    }
}
