package dev.silversmith.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins that could do what they must not. Roles belong to the whole server: each test makes its own and takes it away again. */
class LoginCheckIT {

    private static final TestDatabase DATABASE = TestDatabase.fresh("logins");

    private static List<String> problemsOf(String attributes, String memberOf) throws SQLException {
        try (Connection superuser = DATABASE.asSuperuser();
                Connection control = DATABASE.asApp();
                Connection warehouse = DATABASE.asSuperuser()) {
            Sql.execute(superuser, "create role login_check " + attributes);
            try {
                if (memberOf != null) {
                    Sql.execute(superuser, "create role login_check_between");
                    Sql.execute(superuser, "grant " + memberOf + " to login_check_between");
                    Sql.execute(superuser, "grant login_check_between to login_check");
                }
                Sql.execute(warehouse, "set session authorization login_check");
                return LoginCheck.problems(control, warehouse);
            } finally {
                Sql.execute(warehouse, "reset session authorization");
                Sql.execute(superuser, "drop role login_check");
                Sql.execute(superuser, "drop role if exists login_check_between");
            }
        }
    }

    @Test
    void the_logins_of_the_roles_script_are_accepted() throws Exception {
        try (Connection control = DATABASE.asApp();
                Connection warehouse = DATABASE.asWarehouse()) {
            assertThat(LoginCheck.problems(control, warehouse)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"superuser, is a superuser", "createrole, may create roles"})
    void a_warehouse_login_with_too_much_power_is_refused(String attribute, String said) throws Exception {
        assertThat(problemsOf(attribute, null)).anyMatch(problem -> problem.contains("login_check " + said));
    }

    @ParameterizedTest
    @CsvSource({
        "silversmith_owner",
        "silversmith_app",
        "pg_read_all_data",
        "pg_write_all_data",
        "pg_execute_server_program"
    })
    void a_warehouse_login_that_could_become_another_is_refused_also_indirectly(String role) throws Exception {
        assertThat(problemsOf("", role)).anyMatch(problem -> problem.contains("is a member of " + role));
    }

    @Test
    void a_superuser_as_control_login_is_refused() throws Exception {
        try (Connection control = DATABASE.asSuperuser();
                Connection warehouse = DATABASE.asWarehouse()) {
            assertThat(LoginCheck.problems(control, warehouse))
                    .anyMatch(problem -> problem.contains("the control login"));
        }
    }

    @Test
    void a_server_that_does_not_count_rows_is_refused() throws Exception {
        try (Connection control = DATABASE.asSuperuser();
                Connection warehouse = DATABASE.asWarehouse()) {
            Sql.execute(control, "set track_counts = off");

            assertThat(LoginCheck.problems(control, warehouse))
                    .anyMatch(problem -> problem.contains("track_counts is off"));
        }
    }
}
