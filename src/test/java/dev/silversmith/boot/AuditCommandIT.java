package dev.silversmith.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.AuditVerification.Link;
import dev.silversmith.pg.AuditCheck;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The check of the audit trail as an auditor calls it: what it prints, and with what it ends. */
class AuditCommandIT {

    private final TestDatabase database = TestDatabase.fresh("audit_command");
    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void recordSomething() throws SQLException {
        environment.put("SILVERSMITH_DB_URL", database.url());
        environment.put("SILVERSMITH_DB_PASSWORD", database.password(TestDatabase.APP));
        try (Connection app = database.asApp()) {
            for (int i = 0; i < 3; i++) {
                Sql.rows(app, "select silversmith.record_audit('alice', 'run.request', 'run', '1', null, null, null)");
            }
        }
    }

    @Test
    void a_whole_trail_ends_with_0_and_tells_the_head_to_note_down() throws Exception {
        assertThat(run()).isZero();

        assertThat(text()).contains("3 events", "verifies", "the head is 3:" + head().hash());
    }

    @Test
    void an_edited_trail_ends_with_1_and_tells_where() throws Exception {
        past("update silversmith.audit_event set actor = 'bob' where seq = 2");

        assertThat(run()).isEqualTo(1);
        assertThat(text()).contains("event 2 was changed", "DOES NOT VERIFY");
    }

    @Test
    void a_trail_that_was_cut_with_its_head_ends_with_1_for_the_anchor() throws Exception {
        Link anchor = head();
        past("delete from silversmith.audit_event where seq = 3; update silversmith.audit_head set seq = 2,"
                + " hash = (select hash from silversmith.audit_event where seq = 2)");

        assertThat(run()).isZero();
        assertThat(run(anchor.seq() + ":" + anchor.hash())).isEqualTo(1);
        assertThat(text()).contains("event 3 is the event of the anchor, but the trail has no such event any more");
    }

    @Test
    void what_could_not_be_checked_ends_with_2_and_says_why() {
        assertThat(run("3")).isEqualTo(2);
        assertThat(run("3:abc", "more")).isEqualTo(2);
        environment.put("SILVERSMITH_DB_PASSWORD", "wrong");
        assertThat(run()).isEqualTo(2);
        environment.put("SILVERSMITH_DB_USER", TestDatabase.WAREHOUSE);
        environment.put("SILVERSMITH_DB_PASSWORD", database.password(TestDatabase.WAREHOUSE));
        assertThat(run()).isEqualTo(2);
        environment.remove("SILVERSMITH_DB_URL");
        assertThat(run()).isEqualTo(2);

        assertThat(text().lines()).hasSize(5).allSatisfy(line -> assertThat(line)
                .startsWith("The audit trail was not checked: "));
        assertThat(text())
                .contains("number:hash", "password authentication failed", "permission denied", "SILVERSMITH_DB_URL");
    }

    private int run(String... arguments) {
        return AuditCommand.run(environment::get, arguments, new PrintStream(printed, true, UTF_8));
    }

    private String text() {
        return printed.toString(UTF_8);
    }

    private Link head() throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            return AuditCheck.verify(superuser, Optional.empty()).head();
        }
    }

    private void past(String change) throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            Sql.execute(superuser, "set session_replication_role = replica");
            Sql.execute(superuser, change);
        }
    }
}
