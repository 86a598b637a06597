package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.DeliverNotifications;
import dev.silversmith.app.port.Webhook.Message;
import dev.silversmith.app.port.WebhookSettings;
import dev.silversmith.notify.HttpWebhook;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.WebhookReceiver;
import dev.silversmith.testing.WebhookReceiver.Received;
import jakarta.json.JsonObject;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The outbox of the webhook, from the act to the receiver. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutboxIT {

    private static final Duration HOLD = Duration.ofMinutes(2);

    private TestDatabase database;
    private Connection app;
    private Connection table;
    private ControlDatabase control;
    private WebhookReceiver receiver;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("outbox");
    }

    @BeforeEach
    void connect() throws SQLException {
        app = database.asApp();
        table = database.pastTriggers();
        Sql.execute(app, "delete from silversmith.notification");
        database.forgetRuns();
        receiver = WebhookReceiver.start();
        control = new ControlDatabase() {
            @Override
            <T> T inTransaction(String doing, Work<T> work) {
                return with(app, doing, work);
            }

            @Override
            <T> T directly(String doing, Work<T> work) {
                try (Connection own = database.asApp()) {
                    Sql.execute(own, "set lock_timeout = '2s'");
                    return with(own, doing, work);
                } catch (SQLException fault) {
                    throw new DatabaseFault(doing, fault);
                }
            }

            private <T> T with(Connection connection, String doing, Work<T> work) {
                try {
                    return work.with(connection);
                } catch (SQLException fault) {
                    throw new DatabaseFault(doing, fault);
                }
            }
        };
    }

    @AfterEach
    void disconnect() throws SQLException {
        receiver.close();
        table.close();
        app.close();
    }

    private WebhookSettings settings(URI url) {
        return new WebhookSettings(Optional.of(url), WebhookReceiver.SECRET);
    }

    private PgOutbox outbox() {
        return new PgOutbox(control, settings(receiver.url()));
    }

    private DeliverNotifications delivery(URI url) {
        return new DeliverNotifications(
                new PgMessageQueue(control), new HttpWebhook(settings(url), Duration.ofSeconds(2)));
    }

    private DeliverNotifications delivery() {
        return delivery(receiver.url());
    }

    private UUID run() throws SQLException {
        UUID id = UUID.randomUUID();
        Sql.update(table, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, started_at,
                   finished_at, selection, parameters, error)
                values (?, ?, 'f', 'incremental', 'per_procedure', 'failed', 4, 'operator', clock_timestamp(), clock_timestamp(),
                        'tag:daily', '{"silver.load_x": {"p_token": "hidden value"}}', 'it took longer than its timeout PT1S')
                """, id, id.toString());
        return id;
    }

    private void step(UUID run, String name, int ordinal, String status, String message) throws SQLException {
        UUID procedure =
                Sql.one(app, UUID.class, """
                insert into silversmith.transformation_procedure (id, schema_name, procedure_name, updated_by)
                values (gen_random_uuid(), 'silver', ?, 'engineer') returning id
                """, name + "_" + run.toString().substring(0, 8));
        Sql.update(app, """
                insert into silversmith.transformation_step (id, run_id, procedure_id, kind, unit, stage, ordinal, status, started_at,
                                                             finished_at, sql_state, error_message, skipped_because, parameters)
                values (gen_random_uuid(), ?, ?, 'other', ?, 1, ?, ?, clock_timestamp(), clock_timestamp(),
                        case when ? = 'failed' then 'P0001' end, ?, case when ? = 'skipped' then 'an ancestor failed' end,
                        '[{"name": "p_token", "value": "hidden value", "source": "value"}]')
                """, run, procedure, name, ordinal, status, status, message, status);
    }

    private Map<String, Object> row() throws SQLException {
        return Sql.row(app, "select * from silversmith.notification");
    }

    private long rows() throws SQLException {
        return Sql.one(app, Long.class, "select count(*) from silversmith.notification");
    }

    /** As if its wait were over. */
    private void due() throws SQLException {
        Sql.execute(
                app, "update silversmith.notification set next_attempt_at = clock_timestamp() - interval '1 second'");
    }

    @Test
    void a_failed_run_is_told_with_what_failed_and_without_any_value() throws Exception {
        UUID run = run();
        step(run, "good", 1, "succeeded", null);
        for (int number = 0; number < 25; number++) {
            step(run, "bad_%02d".formatted(number), 2 + number, "failed", "no ".repeat(400));
        }
        step(run, "after", 30, "skipped", null);
        outbox().runFailed(run);

        delivery().deliver();

        Received message = receiver.received().get(0);
        assertThat(message.genuine()).isTrue();
        assertThat(message.body()).doesNotContain("hidden value");
        JsonObject json = message.json();
        assertThat(json.getString("id")).isEqualTo(message.id());
        assertThat(json.getString("type")).isEqualTo("run.failed");
        assertThat(Instant.parse(json.getString("timestamp")))
                .isBefore(Instant.now().plusSeconds(5));
        JsonObject told = json.getJsonObject("data").getJsonObject("run");
        assertThat(told.getString("id")).isEqualTo(run.toString());
        assertThat(told.getString("path")).isEqualTo("/console/run?id=" + told.getInt("number"));
        assertThat(told.getString("status")).isEqualTo("failed");
        assertThat(told.getString("select")).isEqualTo("tag:daily");
        assertThat(told.getString("error")).isEqualTo("it took longer than its timeout PT1S");
        assertThat(told.getJsonObject("steps").toString())
                .isEqualTo("{\"total\":27,\"failed\":25,\"pending\":0,\"running\":0,\"skipped\":1,\"cancelled\":0,"
                        + "\"succeeded\":1,\"rolledBack\":0,\"interrupted\":0}");
        assertThat(told.getJsonArray("failed")).hasSize(20);
        JsonObject first = told.getJsonArray("failed").getJsonObject(0);
        assertThat(first.getString("procedure")).startsWith("silver.bad_00_");
        assertThat(first.getString("sqlState")).isEqualTo("P0001");
        assertThat(first.getString("message")).hasSize(500);
    }

    @Test
    void a_wanted_approval_is_told_with_its_reason_and_its_page() throws Exception {
        UUID run = run();
        Sql.update(
                table,
                "update silversmith.transformation_run set reason = 'rebuild after a correction' where id = ?",
                run);
        outbox().approvalWanted(run);

        delivery().deliver();

        JsonObject json = receiver.received().get(0).json();
        assertThat(json.getString("type")).isEqualTo("approval.wanted");
        JsonObject told = json.getJsonObject("data").getJsonObject("run");
        assertThat(told.getString("reason")).isEqualTo("rebuild after a correction");
        assertThat(told.getString("path")).isEqualTo("/console/approval?id=" + told.getInt("number"));
    }

    @Test
    void without_a_webhook_nothing_is_written_and_nothing_sent() throws Exception {
        WebhookSettings off = new WebhookSettings(Optional.empty(), "");
        new PgOutbox(control, off).runFailed(run());
        assertThat(rows()).isZero();
        outbox().runFailed(run());

        new DeliverNotifications(new PgMessageQueue(control), new HttpWebhook(off, HOLD)).deliver();

        assertThat(row()).containsEntry("status", "pending").containsEntry("attempts", 0);
    }

    @Test
    void what_is_rolled_back_is_told_to_nobody() throws Exception {
        UUID run = run();
        app.setAutoCommit(false);
        outbox().runFailed(run);
        app.rollback();
        app.setAutoCommit(true);

        delivery().deliver();

        assertThat(rows()).isZero();
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void a_message_that_was_taken_is_not_sent_again() throws Exception {
        outbox().runFailed(run());

        delivery().deliver();
        due();
        delivery().deliver();

        assertThat(receiver.received()).hasSize(1);
        assertThat(row()).containsEntry("status", "delivered").containsEntry("attempts", 1);
        assertThat(row().get("delivered_at")).isNotNull();
    }

    @Test
    void a_message_that_was_not_taken_is_sent_again_after_a_wait_with_the_same_id_and_body() throws Exception {
        receiver.answer(message -> 500);
        outbox().runFailed(run());

        delivery().deliver();
        delivery().deliver();
        assertThat(receiver.received()).hasSize(1);
        assertThat(row())
                .containsEntry("status", "pending")
                .containsEntry("attempts", 1)
                .containsEntry("last_error", "the receiver answered 500");
        receiver.answer(message -> 200);
        due();
        delivery().deliver();

        assertThat(receiver.received().stream().map(Received::id).distinct()).hasSize(1);
        assertThat(receiver.received().stream().map(Received::body).distinct()).hasSize(1);
        assertThat(receiver.received()).hasSize(2).allMatch(Received::genuine);
        assertThat(row()).containsEntry("status", "delivered").containsEntry("last_error", null);
    }

    @Test
    void a_receiver_that_is_away_gets_its_message_when_it_is_back() throws Exception {
        outbox().runFailed(run());
        WebhookReceiver away = WebhookReceiver.start();
        away.close();

        delivery(away.url()).deliver();
        assertThat(row()).containsEntry("last_error", "there is no connection to the receiver");
        due();
        delivery().deliver();

        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void a_receiver_that_hangs_gets_its_message_again() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        receiver.answer(message -> {
            try {
                hanging.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return 200;
        });
        outbox().runFailed(run());

        delivery().deliver();
        hanging.countDown();
        assertThat(row()).containsEntry("last_error", "the receiver did not answer in time");
        due();
        delivery().deliver();

        assertThat(row()).containsEntry("status", "delivered").containsEntry("attempts", 2);
    }

    @Test
    void after_the_last_attempt_a_message_is_dead() throws Exception {
        receiver.answer(message -> 503);
        outbox().runFailed(run());
        Sql.execute(app, "update silversmith.notification set attempts = 10");

        delivery().deliver();
        assertThat(row()).containsEntry("status", "pending").containsEntry("attempts", 11);
        due();
        delivery().deliver();
        due();
        delivery().deliver();

        assertThat(receiver.received()).hasSize(2);
        assertThat(row())
                .containsEntry("status", "dead")
                .containsEntry("attempts", 12)
                .containsEntry("last_error", "the receiver answered 503");
    }

    @Test
    void a_receiver_that_is_gone_for_good_is_not_asked_again() throws Exception {
        receiver.answer(message -> 410);
        outbox().runFailed(run());

        delivery().deliver();

        assertThat(row()).containsEntry("status", "dead").containsEntry("attempts", 1);
    }

    @Test
    void two_servers_that_deliver_at_once_send_each_message_once() throws Exception {
        for (int number = 0; number < 60; number++) {
            outbox().runFailed(run());
        }

        ExecutorService servers = Executors.newFixedThreadPool(2);
        List<Future<?>> both = new ArrayList<>();
        for (int server = 0; server < 2; server++) {
            both.add(servers.submit(() -> {
                DeliverNotifications delivery = delivery();
                for (int round = 0; round < 6; round++) {
                    delivery.deliver();
                }
            }));
        }
        for (Future<?> server : both) {
            server.get();
        }
        servers.shutdown();

        assertThat(receiver.received().stream().collect(Collectors.groupingBy(Received::id, Collectors.counting())))
                .hasSize(60)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
        assertThat(Sql.list(app, String.class, "select distinct status || attempts from silversmith.notification"))
                .containsExactly("delivered1");
    }

    @Test
    void a_message_that_another_server_is_taking_at_this_moment_is_passed_over() throws Exception {
        outbox().runFailed(run());
        try (Connection other = database.asApp()) {
            other.setAutoCommit(false);
            Sql.list(other, UUID.class, "select id from silversmith.notification for update");

            assertThat(new PgMessageQueue(control).claim(10, HOLD)).isEmpty();
            other.rollback();
        }
        assertThat(new PgMessageQueue(control).claim(10, HOLD)).hasSize(1);
    }

    @Test
    void a_message_of_a_server_that_was_killed_in_the_middle_is_sent_again_after_a_while() throws Exception {
        outbox().runFailed(run());
        PgMessageQueue queue = new PgMessageQueue(control);
        assertThat(queue.claim(10, HOLD)).hasSize(1);

        delivery().deliver();
        assertThat(receiver.received()).isEmpty();
        assertThat(Sql.one(
                        app,
                        Boolean.class,
                        "select next_attempt_at between clock_timestamp() + interval '110 s' and clock_timestamp() + interval '120 s'"
                                + " from silversmith.notification"))
                .isTrue();
        due();
        delivery().deliver();

        assertThat(receiver.received()).hasSize(1);
        assertThat(row()).containsEntry("status", "delivered").containsEntry("attempts", 2);
    }

    /** What a server that was only slow says of its attempt does not disturb the one that has come since. */
    @Test
    void an_attempt_that_was_given_up_for_lost_has_no_say_any_more() throws Exception {
        outbox().runFailed(run());
        PgMessageQueue queue = new PgMessageQueue(control);
        Message slow = queue.claim(10, HOLD).get(0);
        due();
        Message second = queue.claim(10, HOLD).get(0);
        Object held = row().get("next_attempt_at");

        queue.postpone(slow.id(), slow.attempt(), Duration.ofHours(6), "late");
        queue.giveUp(slow.id(), slow.attempt(), "late");

        assertThat(second.attempt()).isEqualTo(2);
        assertThat(row())
                .containsEntry("status", "pending")
                .containsEntry("next_attempt_at", held)
                .containsEntry("last_error", null);
    }
}
