package dev.silversmith.pg;

import dev.silversmith.app.port.MetricSums;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Lets the database add up, in portions, so that no transaction is long. */
@ApplicationScoped
public class PgMetricSums implements MetricSums {

    private static final String FOLD = "select silversmith.fold_metrics(?)";
    private static final int PORTION = 20_000;

    private final ControlDatabase control;

    @Inject
    PgMetricSums(ControlDatabase control) {
        this.control = control;
    }

    PgMetricSums() {
        this(null);
    }

    @Override
    public void fold() {
        boolean more = true;
        while (more && !Thread.currentThread().isInterrupted()) {
            more = foldPortion() == PORTION;
        }
    }

    private int foldPortion() {
        return control.directly("add up metrics", connection -> {
            try (PreparedStatement fold = Statements.prepare(connection, FOLD, PORTION);
                    ResultSet row = fold.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        });
    }
}
