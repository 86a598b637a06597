package dev.silversmith.pg;

import dev.silversmith.app.port.DatabaseFacts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/** Asks the database what it is. */
@ApplicationScoped
public class PgDatabaseFacts implements DatabaseFacts {

    private final ControlDatabase control;

    @Inject
    PgDatabaseFacts(ControlDatabase control) {
        this.control = control;
    }

    PgDatabaseFacts() {
        this(null);
    }

    @Override
    public String version() {
        return control.directly("the database's version", connection -> {
            try (PreparedStatement question = connection.prepareStatement("select current_setting('server_version')");
                    ResultSet row = question.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        });
    }
}
