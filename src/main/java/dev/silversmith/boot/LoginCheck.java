package dev.silversmith.boot;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Refuses logins that could do what they must not, and a server that does not count rows: our promises rest on both. */
@ApplicationScoped
public class LoginCheck {

    private static final String ATTRIBUTES = """
            select current_user as login, r.rolsuper, r.rolcreaterole, current_setting('track_counts') as track_counts
              from pg_catalog.pg_roles r
             where r.rolname = current_user
            """;

    private static final String FORBIDDEN_ROLES = """
            select r.rolname
              from pg_catalog.pg_roles r
             where r.rolname in ('silversmith_owner', 'silversmith_app', 'pg_read_all_data', 'pg_write_all_data',
                                 'pg_execute_server_program')
               and r.rolname <> current_user
               and pg_catalog.pg_has_role(current_user, r.oid, 'member')
             order by r.rolname
            """;

    @Resource(name = "jdbc/checkControl", lookup = "jdbc/controlDirect")
    private DataSource control;

    @Resource(name = "jdbc/checkWarehouse", lookup = "jdbc/warehouseSignals")
    private DataSource warehouse;

    /**
     * Checks both logins.
     *
     * @throws IllegalStateException naming everything that is wrong and the cure
     */
    void check() throws SQLException {
        try (Connection ofControl = control.getConnection();
                Connection ofWarehouse = warehouse.getConnection()) {
            List<String> problems = problems(ofControl, ofWarehouse);
            if (!problems.isEmpty()) {
                throw new IllegalStateException(String.join("; ", problems));
            }
        }
    }

    /** What is wrong with the two logins, each with its cure. */
    static List<String> problems(Connection control, Connection warehouse) throws SQLException {
        List<String> problems = new ArrayList<>();
        attributes(control, "control", false, problems);
        attributes(warehouse, "warehouse", true, problems);
        memberships(warehouse, problems);
        return problems;
    }

    private static void attributes(Connection connection, String which, boolean refuseCreateRole, List<String> problems)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(ATTRIBUTES);
                ResultSet row = query.executeQuery()) {
            row.next();
            String login = row.getString("login");
            if (row.getBoolean("rolsuper")) {
                problems.add("the %s login %s is a superuser: use a login without that right".formatted(which, login));
            }
            if (refuseCreateRole && row.getBoolean("rolcreaterole")) {
                problems.add("the %s login %s may create roles: take CREATEROLE away from it".formatted(which, login));
            }
            if (row.getString("track_counts").equals("off")) {
                problems.add("track_counts is off for %s: rows could not be measured, switch it on".formatted(login));
            }
        }
    }

    private static void memberships(Connection connection, List<String> problems) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(FORBIDDEN_ROLES);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                problems.add("the warehouse login is a member of %s: revoke that, a procedure could use it"
                        .formatted(rows.getString("rolname")));
            }
        }
    }
}
