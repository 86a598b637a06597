package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.app.port.AuditVerification.Verdict;
import dev.silversmith.pg.AuditCheck;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events of the first version, whose hash does not cover the id, are chained anew when the schema is brought up to date. */
class AuditUpgradeIT {

    private static final String BEFORE = """
            set session_replication_role = replica;
            drop index silversmith.audit_event_action, silversmith.audit_event_object_id, silversmith.audit_event_object_type;
            create index audit_event_object on silversmith.audit_event (object_type, object_id, seq);
            do $$
            declare
              e silversmith.audit_event%rowtype;
            begin
              e.hash := sha256('silversmith');
              for n in 1 .. 3 loop
                e.seq := n;
                e.id := gen_random_uuid();
                e.at := clock_timestamp();
                e.actor := 'alice';
                e.action := 'run.request';
                e.object_type := 'run';
                e.object_id := n;
                e.after := '{"mode": "full"}';
                e.previous_hash := e.hash;
                e.hash := sha256(e.previous_hash || convert_to(jsonb_build_array(
                  e.seq, (extract(epoch from e.at) * 1000000)::bigint, e.actor, e.action, e.object_type, e.object_id, e.reason, e.before,
                  e.after)::text, 'UTF8'));
                insert into silversmith.audit_event values (e.*);
              end loop;
              update silversmith.audit_head set seq = e.seq, hash = e.hash;
            end $$;
            reset session_replication_role
            """;

    private Connection superuser;
    private String upgrade;

    @BeforeEach
    void createTrailOfTheFirstVersion() throws Exception {
        superuser = TestDatabase.fresh("audit_upgrade").asSuperuser();
        upgrade = Files.readString(Path.of(System.getProperty("basedir", ""), "db/migration/V0010__audit.sql"));
        Sql.execute(superuser, BEFORE);
    }

    @AfterEach
    void disconnect() throws SQLException {
        superuser.close();
    }

    @Test
    void a_trail_that_holds_is_chained_anew_and_stays_what_it_says() throws Exception {
        String said =
                "select array_agg((id, seq, at, actor, action, object_type, object_id, reason, before, after)::text order by seq)::text"
                        + " from silversmith.audit_event";
        String before = Sql.one(superuser, String.class, said);
        assertThat(AuditCheck.verify(superuser, Optional.empty()).verified()).isFalse();

        Sql.execute(superuser, upgrade);

        Verdict verdict = AuditCheck.verify(superuser, Optional.empty());
        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.events()).isEqualTo(3);
        assertThat(Sql.one(superuser, String.class, said)).isEqualTo(before);
        assertThatThrownBy(() -> Sql.execute(superuser, "delete from silversmith.audit_event"))
                .hasMessageContaining("append only");
    }

    @Test
    void a_trail_that_was_bent_before_stops_the_upgrade() throws Exception {
        for (String change : List.of(
                "update silversmith.audit_event set actor = 'bob' where seq = 2",
                "delete from silversmith.audit_event where seq = 2",
                "delete from silversmith.audit_event where seq = 3")) {
            superuser.setAutoCommit(false);
            Sql.execute(superuser, "set local session_replication_role = replica");
            Sql.execute(superuser, change);

            assertThatThrownBy(() -> Sql.execute(superuser, upgrade))
                    .as(change)
                    .hasMessageContaining("before you upgrade");

            superuser.rollback();
            superuser.setAutoCommit(true);
        }
    }
}
