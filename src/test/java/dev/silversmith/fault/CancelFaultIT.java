package dev.silversmith.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.CommitTrap;
import dev.silversmith.testing.fault.FaultWarehouse;
import dev.silversmith.testing.fault.Oracle;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A cancel in every state of a run: cancelled means that nothing of it is committed any more, and what was committed before says so. */
class CancelFaultIT {

    private static final Duration LONG = Duration.ofMinutes(1);

    private static JsonObject request(FaultWarehouse warehouse) {
        return warehouse
                .warehouse()
                .operator()
                .run("{" + warehouse.warehouse().select() + "}")
                .expect(201)
                .json();
    }

    private static Answer cancel(FaultWarehouse warehouse, JsonObject run) {
        return warehouse.warehouse().operator().post("/runs/" + run.getString("id") + "/cancel", "");
    }

    /** Further ones, also of a run that is cancelled by now, change nothing and are no fault. */
    private static void cancelTwice(FaultWarehouse warehouse, JsonObject run) throws Exception {
        cancel(warehouse, run).expect(202);
        cancel(warehouse, run).expect(202);
        assertThat(new RunRows(warehouse.connection(), run).awaitEnd()).isEqualTo("cancelled");
        cancel(warehouse, run).expect(202);
        assertThat(Sql.one(
                        warehouse.connection(),
                        Long.class,
                        "select count(*) from silversmith.audit_event where action = 'run.cancel' and object_id = ?",
                        run.getString("id")))
                .isEqualTo(1);
    }

    /** Also that no statement is left. */
    private static void agrees() {
        assertThat(Oracle.of(ProxiedServer.database()).violations()).isEmpty();
    }

    @Test
    void e1_a_run_is_cancelled_while_it_is_queued_and_the_one_before_it_goes_on() throws Exception {
        try (FaultWarehouse warehouse = ProxiedServer.warehouse();
                Gate gate = Gate.of(ProxiedServer.database(), warehouse.warehouse())) {
            warehouse
                    .procedure("p", "other", List.of(), Gate.pass(warehouse.warehouse()))
                    .register();
            JsonObject first = request(warehouse);
            Awaitility.await().atMost(LONG).until(() -> warehouse.starts() == 1);
            JsonObject queued = request(warehouse);

            cancelTwice(warehouse, queued);

            gate.open();
            assertThat(new RunRows(warehouse.connection(), first).awaitEnd()).isEqualTo("succeeded");
            assertThat(warehouse.starts()).isEqualTo(1);
            agrees();
        }
    }

    @Test
    void e1_a_run_is_cancelled_while_it_waits_for_its_approval() throws Exception {
        try (FaultWarehouse warehouse = ProxiedServer.warehouse()) {
            warehouse.procedure("p").more(FullRuns.ALLOWED).register();
            JsonObject run = new FullRuns(warehouse.warehouse(), ProxiedServer.baseUrl()).request();

            cancelTwice(warehouse, run);

            assertThat(warehouse.starts()).isZero();
            agrees();
        }
    }

    @Test
    void e1_a_run_is_cancelled_between_the_claim_and_the_call() throws Exception {
        try (FaultWarehouse warehouse = ProxiedServer.warehouse();
                Connection holder = ProxiedServer.database().asSuperuser()) {
            warehouse.load("p", "other", List.of(), "").feed("p", 3).register();
            JsonObject first = request(warehouse);
            assertThat(new RunRows(warehouse.connection(), first).awaitEnd()).isEqualTo("succeeded");
            holder.setAutoCommit(false);
            Sql.execute(holder, "lock table silversmith.transformation_watermark in exclusive mode");
            JsonObject run = request(warehouse);
            Awaitility.await().atMost(LONG).until(() -> new RunRows(warehouse.connection(), run)
                    .attempts()
                    .equals(List.of("p 1 running")));

            cancelTwice(warehouse, run);

            holder.rollback();
            assertThat(warehouse.starts()).isEqualTo(1);
            agrees();
        }
    }

    @Test
    void e1_a_run_is_cancelled_in_the_middle_of_a_call() throws Exception {
        try (FaultWarehouse warehouse = ProxiedServer.warehouse()) {
            warehouse
                    .procedure("p", "other", List.of(), "perform pg_sleep(600);")
                    .register();
            JsonObject run = request(warehouse);
            Awaitility.await().atMost(LONG).until(() -> warehouse.starts() == 1);

            cancelTwice(warehouse, run);

            assertThat(warehouse.rows()).isEmpty();
            agrees();
        }
    }

    @Test
    void e1_a_run_is_cancelled_while_its_call_waits_for_a_lock() throws Exception {
        try (FaultWarehouse warehouse = ProxiedServer.warehouse();
                Connection holder = ProxiedServer.database().asSuperuser()) {
            warehouse.warehouse().sql("create table $s.t (id int)").sql("grant all on $s.t to silversmith_warehouse");
            warehouse
                    .procedure("p", "other", List.of(), "lock table %s.t;".formatted(warehouse.schema()))
                    .register();
            holder.setAutoCommit(false);
            Sql.execute(holder, "lock table " + warehouse.schema() + ".t");
            JsonObject run = request(warehouse);
            Awaitility.await().atMost(LONG).until(() -> warehouse.starts() == 1);

            cancelTwice(warehouse, run);

            holder.rollback();
            assertThat(warehouse.rows()).isEmpty();
            agrees();
        }
    }

    @Test
    void e1_a_cancel_in_the_middle_of_a_commit_leaves_what_it_has_committed_succeeded() throws Exception {
        try (FaultWarehouse warehouse = ProxiedServer.warehouse()) {
            warehouse.procedure("p").procedure("q", "other", List.of("p"), "").register();
            CommitTrap commit =
                    ProxiedServer.network().holdCommit(TestDatabase.WAREHOUSE, warehouse.schema() + "\".\"p");
            JsonObject run = request(warehouse);
            RunRows rows = new RunRows(warehouse.connection(), run);
            commit.awaitHeld();

            cancel(warehouse, run).expect(202);
            commit.release();

            assertThat(rows.awaitEnd()).isEqualTo("cancelled");
            assertThat(rows.attempts()).containsExactly("p 1 succeeded", "q 1 cancelled");
            assertThat(warehouse.rows()).hasSize(1);
            agrees();
        }
    }

    @Test
    void e1_a_run_that_has_finished_cannot_be_cancelled() throws Exception {
        try (FaultWarehouse warehouse = ProxiedServer.warehouse()) {
            warehouse.procedure("p").register();
            JsonObject run = request(warehouse);
            RunRows rows = new RunRows(warehouse.connection(), run);
            assertThat(rows.awaitEnd()).isEqualTo("succeeded");

            cancel(warehouse, run).expect(409);

            assertThat(rows.status()).isEqualTo("succeeded");
            agrees();
        }
    }
}
