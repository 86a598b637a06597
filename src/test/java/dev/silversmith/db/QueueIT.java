package dev.silversmith.db;

import static dev.silversmith.db.RunRow.anIncrementalRun;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of the queue: who waits for whom. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueueIT {

    private TestDatabase database;
    private Connection app;
    private Connection table;
    private Ledger ledger;
    private UUID a;
    private UUID b;
    private UUID c;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("queue");
    }

    @BeforeEach
    void connect() throws SQLException {
        app = database.asApp();
        table = database.pastTriggers();
        ledger = new Ledger(app);
        database.forgetRuns();
        a = ledger.procedure();
        b = ledger.procedure();
        c = ledger.procedure();
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        table.close();
    }

    private UUID run(String status, UUID... procedures) throws SQLException {
        RunRow row = anIncrementalRun().in(status);
        UUID id = row.insert(table);
        for (UUID procedure : procedures) {
            ledger.pendingStep(id, procedure, 1);
        }
        return id;
    }

    /** The run that a queued one waits for; null for none. */
    private UUID waitingFor(UUID run) throws SQLException {
        return Sql.one(app, UUID.class, """
                select r.id
                  from silversmith.v_queue q
                  left join silversmith.transformation_run r on r.number = q.waiting_for
                 where q.run_id = ?
                """, run);
    }

    @Test
    void a_run_waits_for_every_older_one_that_shares_a_procedure_and_overtakes_the_others() throws Exception {
        UUID first = run("queued", a, b);
        UUID second = run("queued", b, c);
        UUID third = run("queued", c);
        UUID fourth = run("queued", a, c);
        UUID apart = run("queued", ledger.procedure());

        assertThat(waitingFor(first)).isNull();
        assertThat(waitingFor(second)).isEqualTo(first);
        assertThat(waitingFor(third)).isEqualTo(second);
        assertThat(waitingFor(fourth)).isEqualTo(first);
        assertThat(waitingFor(apart)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "cancelling"})
    void an_active_run_goes_before_whatever_its_number(String status) throws Exception {
        UUID older = run("queued", a);
        UUID queued = run("queued", a, b);
        UUID active = run(status, b);
        UUID younger = run("queued", b);

        assertThat(waitingFor(older)).isNull();
        assertThat(waitingFor(queued)).isEqualTo(active);
        assertThat(waitingFor(younger)).isEqualTo(active);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending_approval", "succeeded", "failed", "cancelled"})
    void nobody_waits_for_a_run_that_has_ended_or_may_not_start(String status) throws Exception {
        run(status, a);
        UUID queued = run("queued", a);

        assertThat(waitingFor(queued)).isNull();
    }

    @Test
    void further_attempts_change_nothing() throws Exception {
        UUID active = run("running", a);
        ledger.pendingStep(active, a, 2);
        UUID queued = run("queued", a, b);
        ledger.pendingStep(queued, b, 2);

        assertThat(waitingFor(queued)).isEqualTo(active);
        assertThat(waitingFor(run("queued", b))).isEqualTo(queued);
    }

    @Test
    void a_queued_run_without_steps_is_in_the_queue() throws Exception {
        assertThat(waitingFor(run("queued"))).isNull();
    }

    @Test
    void a_random_queue_is_emptied_in_order_with_no_procedure_twice_at_once() throws Exception {
        long seed = 20261123;
        Random random = new Random(seed);
        List<UUID> procedures = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            procedures.add(ledger.procedure());
        }
        Map<UUID, Set<UUID>> runs = new HashMap<>();
        List<UUID> waiting = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Set<UUID> some = new HashSet<>();
            for (int n = random.nextInt(4); n >= 0; n--) {
                some.add(procedures.get(random.nextInt(procedures.size())));
            }
            UUID id = run("queued", some.toArray(UUID[]::new));
            runs.put(id, some);
            waiting.add(id);
        }

        List<UUID> active = new ArrayList<>();
        while (!waiting.isEmpty()) {
            for (UUID run : List.copyOf(waiting)) {
                Set<UUID> before = new HashSet<>();
                active.forEach(other -> before.addAll(runs.get(other)));
                waiting.subList(0, waiting.indexOf(run)).forEach(older -> before.addAll(runs.get(older)));
                boolean free = runs.get(run).stream().noneMatch(before::contains);
                assertThat(waitingFor(run) == null)
                        .as("seed %d, run %s", seed, run)
                        .isEqualTo(free);
                if (free && random.nextBoolean()) {
                    move(run, "running");
                    waiting.remove(run);
                    active.add(run);
                }
            }
            if (!active.isEmpty()) {
                move(active.remove(random.nextInt(active.size())), "succeeded");
            }
        }
    }

    private void move(UUID run, String status) throws SQLException {
        Sql.update(app, """
                update silversmith.transformation_run
                   set status = ?, started_at = clock_timestamp(), finished_at = case when ? = 'succeeded' then clock_timestamp() end
                 where id = ?
                """, status, status, run);
    }
}
