package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The step log's monthly partitions, made and dropped by the control login. */
class LogPartitionsIT {

    private TestDatabase database;
    private Connection app;
    private Ledger ledger;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.fresh("log");
        app = database.asApp();
        ledger = new Ledger(app);
    }

    @AfterEach
    void disconnect() throws SQLException {
        app.close();
    }

    @Test
    void the_migration_makes_the_partitions_from_last_month_to_three_months_ahead() throws Exception {
        assertThat(partitions()).isEqualTo(months(-1, 3));
    }

    @Test
    void partitions_are_made_ahead_and_only_the_missing_ones() throws Exception {
        int made = number("select silversmith.make_log_partitions(5)");
        int madeAgain = number("select silversmith.make_log_partitions(5)");

        assertThat(made).isEqualTo(2);
        assertThat(madeAgain).isZero();
        assertThat(partitions()).isEqualTo(months(-1, 5));
    }

    @Test
    void after_months_without_a_server_there_is_room_for_what_is_logged_now() throws Exception {
        UUID step = step();
        try (Connection superuser = database.asSuperuser()) {
            for (String partition : partitions()) {
                Sql.execute(superuser, "drop table silversmith." + partition);
            }
        }
        makePartition(-7);
        assertThatThrownBy(() -> log(step, "now")).hasMessageContaining("no partition");

        number("select silversmith.make_log_partitions(3)");

        log(step, "now");
        assertThat(partitions()).contains(name(-7)).containsAll(months(-1, 3));
    }

    @Test
    void servers_that_start_together_make_each_partition_once() throws Exception {
        try (Connection one = database.asApp();
                Connection other = database.asApp()) {
            CompletableFuture<Integer> first = make(one, 12);
            CompletableFuture<Integer> second = make(other, 12);

            assertThat(first.get() + second.get()).isEqualTo(9);
        }
        assertThat(partitions()).isEqualTo(months(-1, 12));
    }

    @Test
    void behind_a_reader_that_does_not_end_the_writers_are_not_kept_waiting() throws Exception {
        UUID step = step();
        try (Connection reader = database.asSuperuser()) {
            reader.setAutoCommit(false);
            Sql.one(reader, Long.class, "select count(*) from silversmith.transformation_step_log");

            assertThatThrownBy(() -> number("select silversmith.make_log_partitions(4)"))
                    .satisfies(SqlState.state("55P03"));
            log(step, "now");
            reader.rollback();
        }
        assertThat(number("select silversmith.make_log_partitions(4)")).isEqualTo(1);
    }

    private static CompletableFuture<Integer> make(Connection connection, int months) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Sql.one(connection, Integer.class, "select silversmith.make_log_partitions(" + months + ")");
            } catch (SQLException fault) {
                throw new IllegalStateException(fault);
            }
        });
    }

    @Test
    void a_month_begins_at_midnight_utc_whatever_the_sessions_zone() throws Exception {
        Sql.execute(app, "set time zone 'Pacific/Kiritimati'");
        number("select silversmith.make_log_partitions(4)");
        UUID step = step();
        YearMonth last = YearMonth.now(ZoneOffset.UTC).plusMonths(4);

        log(step, last.atDay(1) + "T00:00:00Z");
        log(step, last.atEndOfMonth() + "T23:59:59.999999Z");

        assertThat(Sql.list(
                        app, String.class, "select tableoid::regclass::text from silversmith.transformation_step_log"))
                .containsOnly("silversmith." + name(4))
                .hasSize(2);
    }

    @Test
    void partitions_older_than_the_retention_are_dropped_with_their_lines() throws Exception {
        makePartition(-4);
        makePartition(-3);
        makePartition(-2);
        UUID step = step();
        for (int month = -4; month <= 0; month++) {
            log(step, YearMonth.now(ZoneOffset.UTC).plusMonths(month).atDay(15) + "T12:00:00Z");
        }

        int dropped = number("select silversmith.drop_log_partitions(2)");

        assertThat(dropped).isEqualTo(2);
        assertThat(partitions()).isEqualTo(months(-2, 3));
        assertThat(lines(step)).isEqualTo(3);
        assertThat(number("select silversmith.drop_log_partitions(2)")).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void at_least_one_month_is_kept(int months) {
        assertThatThrownBy(() -> number("select silversmith.drop_log_partitions(" + months + ")"))
                .hasMessageContaining("at least one month");
    }

    @Test
    void lines_go_with_their_step() throws Exception {
        UUID step = step();
        UUID other = step();
        log(step, "now");
        log(other, "now");

        try (Connection superuser = database.asSuperuser()) {
            Sql.update(superuser, "delete from silversmith.transformation_step where id = ?", step);
        }

        assertThat(lines(step)).isZero();
        assertThat(lines(other)).isEqualTo(1);
    }

    @Test
    void a_line_without_a_step_is_refused() {
        assertThatThrownBy(() -> log(Ledger.newId(), "now")).hasMessageContaining("step_id");
    }

    @Test
    void partitions_give_no_right_of_their_own() throws Exception {
        try (Connection superuser = database.asSuperuser()) {
            assertThat(Sql.list(superuser, String.class, """
                            select c.relname::text from pg_class c
                             where c.relispartition and c.relkind = 'r' and c.relnamespace = 'silversmith'::regnamespace
                               and (c.relacl is not null and c.relacl::text like '%silversmith_warehouse%'
                                    or c.relowner <> 'silversmith_owner'::regrole)
                            """)).isEmpty();
        }
    }

    private UUID step() throws SQLException {
        return ledger.pendingStep(ledger.runningRun());
    }

    private void log(UUID step, String at) throws SQLException {
        Sql.update(app, """
                insert into silversmith.transformation_step_log (step_id, run_id, line, ts, level, event, message)
                select ?, coalesce((select run_id from silversmith.transformation_step where id = ?), gen_random_uuid()),
                       1, ?::timestamptz, 'notice', 'message', 'a line'
                """, step, step, at);
    }

    private long lines(UUID step) throws SQLException {
        return Sql.one(
                app, Long.class, "select count(*) from silversmith.transformation_step_log where step_id = ?", step);
    }

    private void makePartition(int month) throws SQLException {
        YearMonth from = YearMonth.now(ZoneOffset.UTC).plusMonths(month);
        try (Connection owner = database.asMigrate()) {
            Sql.execute(owner, "set role silversmith_owner");
            Sql.execute(
                    owner,
                    "create table silversmith." + name(month) + " partition of silversmith.transformation_step_log"
                            + " for values from ('" + from.atDay(1) + "T00:00Z') to ('"
                            + from.plusMonths(1).atDay(1) + "T00:00Z')");
        }
    }

    private int number(String sql) throws SQLException {
        return Sql.one(app, Integer.class, sql);
    }

    private List<String> partitions() throws SQLException {
        return Sql.list(app, String.class, """
                select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid
                 where i.inhparent = 'silversmith.transformation_step_log'::regclass order by 1
                """);
    }

    private static List<String> months(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(LogPartitionsIT::name).toList();
    }

    private static String name(int month) {
        YearMonth at = YearMonth.now(ZoneOffset.UTC).plusMonths(month);
        return "transformation_step_log_" + at.toString().replace('-', '_');
    }
}
