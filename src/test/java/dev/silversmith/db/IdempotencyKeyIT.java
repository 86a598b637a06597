package dev.silversmith.db;

import static dev.silversmith.db.RunRow.anIncrementalRun;
import static dev.silversmith.db.SqlState.INSUFFICIENT_PRIVILEGE;
import static dev.silversmith.db.SqlState.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Keys that stay known when their run is deleted: the database itself refuses a second run. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyKeyIT {

    private static final String DELETE = "delete from silversmith.transformation_run where id = ?";

    private TestDatabase database;
    private Connection app;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("keys");
        app = database.asApp();
    }

    @AfterAll
    void disconnect() throws SQLException {
        app.close();
    }

    private int delete(UUID run) throws SQLException {
        try (Connection superuser = database.asSuperuser()) {
            return Sql.update(superuser, DELETE, run);
        }
    }

    @Test
    void a_key_stays_spent_when_its_run_is_deleted() throws Exception {
        UUID id = anIncrementalRun().with("idempotency_key", "spent").insert(app);
        long number = Sql.one(app, Long.class, "select number from silversmith.transformation_run where id = ?", id);

        assertThat(delete(id)).isEqualTo(1);

        assertThatThrownBy(() ->
                        anIncrementalRun().with("idempotency_key", "spent").insert(app))
                .hasMessageContaining("one_run_per_key_for_ever");
        assertThat(Sql.row(app, """
                select id, run_number, request_fingerprint, requested_by
                  from silversmith.idempotency_key
                 where idempotency_key = 'spent'
                """))
                .isEqualTo(Map.of(
                        "id", id, "run_number", number, "request_fingerprint", "fingerprint", "requested_by", "alice"));
    }

    @Test
    void a_run_keeps_the_key_that_made_it() throws Exception {
        UUID id = anIncrementalRun().insert(app);
        UUID other =
                anIncrementalRun().with("idempotency_key", "of a deleted run").insert(app);
        delete(other);

        for (String key : new String[] {"of a deleted run", "a new one"}) {
            assertThatThrownBy(() -> Sql.update(
                            app, "update silversmith.transformation_run set idempotency_key = ? where id = ?", key, id))
                    .satisfies(state(INSUFFICIENT_PRIVILEGE));
            try (Connection owner = database.asSuperuser()) {
                assertThatThrownBy(() -> Sql.update(
                                owner,
                                "update silversmith.transformation_run set idempotency_key = ? where id = ?",
                                key,
                                id))
                        .hasMessageContaining("never changes");
            }
        }
    }

    @Test
    void a_run_that_is_rolled_back_gives_its_key_free() throws Exception {
        app.setAutoCommit(false);
        anIncrementalRun().with("idempotency_key", "free again").insert(app);
        app.rollback();
        app.setAutoCommit(true);

        assertThat(anIncrementalRun().with("idempotency_key", "free again").insert(app))
                .isNotNull();
    }

    @Test
    void keys_of_runs_before_the_upgrade_are_known_after_it() throws Exception {
        TestDatabase old = TestDatabase.unmigrated("old_keys");
        Flyway.configure(getClass().getClassLoader())
                .dataSource(old.url(), TestDatabase.MIGRATE, old.password(TestDatabase.MIGRATE))
                .locations("classpath:db/migration")
                .schemas("silversmith")
                .createSchemas(false)
                .target("5")
                .initSql("set role silversmith_owner")
                .load()
                .migrate();
        try (Connection superuser = old.asSuperuser()) {
            UUID id = anIncrementalRun().with("idempotency_key", "old").insert(superuser);

            old.migrate();

            assertThat(Sql.one(
                            superuser,
                            UUID.class,
                            "select id from silversmith.idempotency_key where idempotency_key = 'old'"))
                    .isEqualTo(id);
            Sql.update(superuser, DELETE, id);
            assertThatThrownBy(() ->
                            anIncrementalRun().with("idempotency_key", "old").insert(superuser))
                    .hasMessageContaining("one_run_per_key_for_ever");
        }
    }
}
