package dev.silversmith.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The limits that the database enforces: written by the start, compared by one that must not write. */
class PolicyIT {

    private static Policy policy(String expiryHours, String resetHours) {
        Map<String, String> values = Map.of(
                "SILVERSMITH_DB_URL",
                "jdbc:postgresql://localhost/x",
                "SILVERSMITH_REGISTRY",
                "test",
                "SILVERSMITH_APPROVAL_EXPIRY_HOURS",
                expiryHours,
                "SILVERSMITH_WATERMARK_RESET_HOURS",
                resetHours);
        return Policy.of(new Settings(key -> Optional.ofNullable(values.get(key))), "here");
    }

    private static void write(TestDatabase database, Policy policy) throws SQLException {
        policy.write(database.url(), TestDatabase.MIGRATE, database.password(TestDatabase.MIGRATE));
    }

    private static void compare(TestDatabase database, Policy policy) throws SQLException {
        policy.compare(database.url(), TestDatabase.APP, database.password(TestDatabase.APP));
    }

    @Test
    void a_start_writes_its_settings_and_audits_what_it_changed() throws Exception {
        TestDatabase database = TestDatabase.fresh("policy");
        try (Connection superuser = database.asSuperuser()) {
            String events =
                    "select actor || ' ' || (before ->> 'approvalExpiryMs') || ' ' || (after ->> 'approvalExpiryMs')"
                            + " from silversmith.audit_event where action = 'policy.change' order by seq";

            write(database, policy("72", "24"));
            assertThat(Sql.list(superuser, String.class, events))
                    .as("nothing was changed")
                    .isEmpty();

            write(database, policy("2", "0"));
            write(database, policy("2", "0"));
            assertThat(Sql.list(superuser, String.class, events)).containsExactly("system:here 259200000 7200000");
            assertThat(
                            Sql.row(
                                    superuser,
                                    "select approval_expiry_ms, watermark_reset_limit_ms, run_retention_ms from silversmith.policy"))
                    .isEqualTo(Map.of(
                            "approval_expiry_ms",
                            7_200_000L,
                            "watermark_reset_limit_ms",
                            0L,
                            "run_retention_ms",
                            34_560_000_000L));
        }
    }

    @Test
    void a_start_that_must_not_write_is_refused_where_the_database_says_something_else() throws Exception {
        TestDatabase database = TestDatabase.fresh("policy");

        compare(database, policy("72", "24"));
        assertThatThrownBy(() -> compare(database, policy("71", "24")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("SILVERSMITH_APPROVAL_EXPIRY_HOURS")
                .hasMessageContaining("71, 24 and 400")
                .hasMessageContaining("72 and 24 hours and 400 days")
                .hasMessageContaining("SILVERSMITH_MIGRATE=true");
        assertThatThrownBy(() -> compare(database, policy("72", "0"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_control_login_cannot_write_them() {
        TestDatabase database = TestDatabase.fresh("policy");

        assertThatThrownBy(() ->
                        policy("1", "1").write(database.url(), TestDatabase.APP, database.password(TestDatabase.APP)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("silversmith_owner");
    }
}
