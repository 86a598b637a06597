package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.ChangeQueries.Changes;
import dev.silversmith.app.port.ChangeQueries.NewLine;
import dev.silversmith.app.port.ChangeQueries.NewLines;
import dev.silversmith.app.port.ChangeQueries.Span;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whoever goes on from position to position learns of each change exactly once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventPositionIT {

    private static final Duration LATELY = Duration.ofMinutes(1);
    private static final int WRITERS = 4;

    private TestDatabase database;
    private Connection app;
    private Connection table;
    private PgChangeQueries changes;
    private UUID procedure;
    private UUID run;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("position");
    }

    @BeforeEach
    void makeARun() throws SQLException {
        app = database.asApp();
        table = database.pastTriggers();
        Sql.execute(table, "delete from silversmith.transformation_run");
        changes = new PgChangeQueries(new ControlDatabase() {
            @Override
            <T> T directly(String doing, Work<T> work) {
                try {
                    return work.with(app);
                } catch (SQLException fault) {
                    throw new DatabaseFault(doing, fault);
                }
            }
        });
        procedure = UUID.randomUUID();
        Sql.update(table, """
                insert into silversmith.transformation_procedure (id, schema_name, procedure_name, kind, updated_by)
                values (?, 'silver', ?, 'other', 'test')
                """, procedure, "p" + procedure);
        run = run("running");
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
        table.close();
    }

    private UUID run(String status) throws SQLException {
        UUID id = UUID.randomUUID();
        Sql.update(table, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, started_at,
                   finished_at)
                values (?, ?, 'f', 'incremental', 'per_procedure', ?, 4, 'operator', clock_timestamp(),
                        case when ? = 'failed' then clock_timestamp() end)
                """, id, id.toString(), status, status);
        return id;
    }

    private UUID attempt(int number) throws SQLException {
        UUID id = UUID.randomUUID();
        Sql.update(table, """
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, status, started_at)
                values (?, ?, ?, ?, 'other', 'u', 1, 1, 'running', clock_timestamp())
                """, id, run, procedure, number);
        return id;
    }

    private void lines(UUID attempt, int from, int to) throws SQLException {
        Sql.update(table, """
                insert into silversmith.transformation_step_log (step_id, run_id, line, level, event, message)
                select ?, ?, n, 'info', 'message', 'line ' || n from generate_series(?, ?) n
                """, attempt, run, from, to);
    }

    private static void touch(Connection writer, UUID attempt) throws SQLException {
        Sql.update(
                writer,
                "update silversmith.transformation_step set lane = coalesce(lane, 0) + 1 where id = ?",
                attempt);
    }

    private Changes since(String position) {
        return changes.of(Set.of(run), new Span(position, changes.position()));
    }

    @Test
    void a_transaction_that_began_first_and_ends_last_is_told_when_it_has_ended() throws SQLException {
        UUID early = attempt(1);
        UUID late = attempt(2);
        try (Connection first = database.pastTriggers();
                Connection second = database.pastTriggers()) {
            first.setAutoCommit(false);
            String start = changes.position();
            touch(first, early);
            touch(second, late);

            String between = changes.position();
            assertThat(changes.of(Set.of(run), new Span(start, between)).attempts())
                    .containsExactly(late);

            first.commit();
            assertThat(since(between).attempts()).containsExactly(early);
            assertThat(since(start).attempts()).containsExactlyInAnyOrder(early, late);
        }
    }

    @Test
    void a_change_after_the_end_of_a_span_is_left_to_the_next_one() throws SQLException {
        UUID attempt = attempt(1);
        String start = changes.position();
        touch(table, attempt);
        String end = changes.position();
        touch(table, attempt);

        assertThat(changes.of(Set.of(run), new Span(start, end)).attempts()).isEmpty();
        assertThat(since(end).attempts()).containsExactly(attempt);
    }

    @Test
    void whatever_the_order_in_which_transactions_end_each_change_is_told_once_and_from_every_position_on()
            throws SQLException {
        Random random = new Random(4711);
        List<List<UUID>> own = new ArrayList<>();
        for (int number = 1; number <= WRITERS * 3; number++) {
            if (number % 3 == 1) {
                own.add(new ArrayList<>());
            }
            own.get(own.size() - 1).add(attempt(number));
        }
        List<Connection> writers = new ArrayList<>();
        List<Set<UUID>> open = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(database.pastTriggers());
            writers.get(i).setAutoCommit(false);
            open.add(new HashSet<>());
        }
        List<String> positions = new ArrayList<>(List.of(changes.position()));
        List<Set<UUID>> committed = new ArrayList<>(List.of(new HashSet<>()));

        for (int action = 0; action < 400; action++) {
            int who = random.nextInt(WRITERS);
            switch (random.nextInt(6)) {
                case 0 -> {
                    writers.get(who).commit();
                    committed.get(committed.size() - 1).addAll(open.get(who));
                    open.get(who).clear();
                }
                case 1 -> {
                    writers.get(who).rollback();
                    open.get(who).clear();
                }
                case 2 -> {
                    String now = changes.position();
                    String before = positions.get(positions.size() - 1);
                    assertThat(changes.of(Set.of(run), new Span(before, now)).attempts())
                            .isEqualTo(committed.get(committed.size() - 1));
                    positions.add(now);
                    committed.add(new HashSet<>());
                }
                default -> {
                    UUID attempt = own.get(who).get(random.nextInt(3));
                    touch(writers.get(who), attempt);
                    open.get(who).add(attempt);
                }
            }
        }

        Set<UUID> afterwards = new HashSet<>();
        for (int i = positions.size() - 1; i >= 0; i--) {
            afterwards.addAll(committed.get(i));
            assertThat(since(positions.get(i)).attempts()).isEqualTo(afterwards);
        }
        assertThat(positions).hasSizeGreaterThan(30);
        for (Connection writer : writers) {
            writer.close();
        }
    }

    @Test
    void the_overview_hears_of_new_runs_changed_ones_and_those_whose_steps_move() throws SQLException {
        UUID attempt = attempt(1);
        UUID quiet = run("running");
        String start = changes.position();
        UUID another = run("failed");
        touch(table, attempt);
        String end = changes.position();

        assertThat(changes.ofAll(new Span(start, end))).containsExactlyInAnyOrder(another, run);
        assertThat(changes.ofAll(new Span(end, changes.position()))).isEmpty();
        assertThat(since(start).runs()).containsExactly(run).doesNotContain(quiet);
    }

    @Test
    void a_run_is_over_when_it_had_ended_at_the_end_of_the_span_or_is_there_no_more() throws SQLException {
        String start = changes.position();
        Sql.update(
                table,
                "update silversmith.transformation_run set status = 'failed', finished_at = now() where id = ?",
                run);
        UUID deleted = UUID.randomUUID();
        Set<UUID> both = Set.of(run, deleted);

        assertThat(changes.of(both, new Span(start, start)).over()).containsExactly(deleted);
        assertThat(changes.of(both, new Span(start, changes.position())).over()).isEqualTo(both);
    }

    @Test
    void of_a_flood_of_lines_the_newest_are_told_and_the_number_of_the_others() throws SQLException {
        UUID attempt = attempt(1);
        lines(attempt, 1, 3);
        String start = changes.position();
        lines(attempt, 4, 620);
        String end = changes.position();
        lines(attempt, 621, 1400);

        NewLines flood = changes.lines(Set.of(run), new Span(start, end), LATELY);
        assertThat(flood.lines())
                .extracting(line -> line.line().line())
                .hasSize(500)
                .endsWith(619L, 620L);
        assertThat(flood.unread()).containsEntry(attempt, 117L);
        assertThat(flood.lines().get(0))
                .extracting(NewLine::runId, NewLine::stepId, NewLine::procedure)
                .containsExactly(run, attempt, "silver.\"p" + procedure + "\"");

        end = changes.position();
        lines(attempt, 1401, 1401);
        NewLines next = changes.lines(Set.of(run), new Span(end, changes.position()), LATELY);
        assertThat(next.lines()).extracting(line -> line.line().message()).containsExactly("line 1401");
        assertThat(next.unread()).isEmpty();
    }

    @Test
    void lines_of_an_attempt_that_has_lately_ended_still_come() throws SQLException {
        UUID attempt = attempt(1);
        Sql.update(table, """
                update silversmith.transformation_step set status = 'failed', finished_at = clock_timestamp() - interval '30 seconds'
                 where id = ?
                """, attempt);
        String start = changes.position();
        lines(attempt, 1, 1);
        Span span = new Span(start, changes.position());

        assertThat(changes.lines(Set.of(run), span, LATELY).lines()).hasSize(1);
        assertThat(changes.lines(Set.of(run), span, Duration.ofSeconds(5)).lines())
                .isEmpty();
    }

    @Test
    void what_is_no_position_of_this_database_or_of_its_future_is_none() {
        String now = changes.position();
        String[] parts = now.split(":", 2);

        assertThat(changes.isBefore(now, changes.position())).isTrue();
        assertThat(changes.isBefore("", now)).isFalse();
        assertThat(changes.isBefore("17", now)).isFalse();
        assertThat(changes.isBefore("00000000:" + parts[1], now)).isFalse();
        assertThat(changes.isBefore(parts[0] + ":3:1000000000000:", now)).isFalse();
        assertThat(changes.isBefore(parts[0] + ":10:9:", now)).isFalse();
        assertThat(changes.isBefore(parts[0] + ":10:20:15,12", now)).isFalse();
    }

    /** A snapshot tells nothing of subtransactions. */
    @Test
    void no_function_writes_runs_or_attempts_in_a_subtransaction() throws SQLException {
        assertThat(Sql.list(table, String.class, """
                        select proname
                          from pg_proc
                         where pronamespace = 'silversmith'::regnamespace
                           and prosrc ~* '\\mexception\\s+when\\M'
                           and prosrc ~* '\\m(insert\\s+into|update)\\s+(silversmith\\.)?transformation_(run|step|step_log)\\M'
                        """)).isEmpty();
    }
}
