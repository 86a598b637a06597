package dev.silversmith.testing.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.CommitTrap.Then;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The proxy does to the driver's connections what its modes say, and nothing else. */
class TcpProxyIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration WHILE = Duration.ofMillis(300);
    private static final Executor THREADS = work -> Threads.start("client", work);

    private static TestDatabase database;

    private TcpProxy proxy;
    private Connection beside;

    @BeforeAll
    static void makeTable() throws SQLException {
        database = TestDatabase.empty("proxy");
        try (Connection connection = database.asSuperuser()) {
            Sql.execute(connection, "create table t (n int)");
            Sql.execute(connection, "grant all on t to public");
        }
    }

    @BeforeEach
    void open() throws SQLException {
        proxy = TcpProxy.before(database);
        beside = database.asSuperuser();
        Sql.execute(beside, "truncate t");
    }

    @AfterEach
    void close() throws SQLException {
        beside.close();
        proxy.close();
    }

    private Connection connect(String user, int prepareThreshold) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(proxy.url(database));
        source.setUser(user);
        source.setPassword(database.password(user));
        source.setPrepareThreshold(prepareThreshold);
        return source.getConnection();
    }

    private Connection app() throws SQLException {
        return connect(TestDatabase.APP, 5);
    }

    private Connection warehouse() throws SQLException {
        return connect(TestDatabase.WAREHOUSE, 0);
    }

    private static CompletableFuture<Object> later(SqlWork work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.run();
                    } catch (SQLException fault) {
                        return fault;
                    }
                },
                THREADS);
    }

    private interface SqlWork {
        Object run() throws SQLException;
    }

    private static CompletableFuture<Object> insert(Connection connection) {
        return later(() -> Sql.update(connection, "insert into t values (1)"));
    }

    private static CompletableFuture<Object> commit(Connection connection) {
        return later(() -> {
            connection.commit();
            return "committed";
        });
    }

    private static void isStuck(CompletableFuture<?> work) {
        Awaitility.await().during(WHILE).atMost(LONG).until(() -> !work.isDone());
    }

    private long rows() throws SQLException {
        return Sql.one(beside, Long.class, "select count(*) from t");
    }

    private void awaitSessions(String user, long count) {
        Awaitility.await("sessions of " + user)
                .atMost(LONG)
                .until(() -> Sql.one(
                                beside,
                                Long.class,
                                "select count(*) from pg_stat_activity where usename = ? and datname = current_database()",
                                user)
                        == count);
    }

    @Test
    void what_passes_arrives_whole_and_an_end_ends_the_session() throws Exception {
        try (Connection connection = app()) {
            String text = "x".repeat(5_000_000);

            assertThat(Sql.one(connection, String.class, "select ?::text", text))
                    .isEqualTo(text);
            assertThat(insert(connection).join()).isEqualTo(1);
        }
        assertThat(rows()).isEqualTo(1);
        awaitSessions(TestDatabase.APP, 0);
    }

    @Test
    void what_is_stalled_flows_later_and_only_the_named_login_is_stalled() throws Exception {
        try (Connection stalled = warehouse();
                Connection other = app()) {
            proxy.stall(TestDatabase.WAREHOUSE);

            CompletableFuture<Object> insert = insert(stalled);
            CompletableFuture<Object> fresh = later(() -> {
                warehouse().close();
                return "opened";
            });
            isStuck(insert);
            assertThat(insert(other).join()).isEqualTo(1);
            assertThat(rows()).isEqualTo(1);

            proxy.pass(TestDatabase.WAREHOUSE);
            assertThat(insert.join()).isEqualTo(1);
            assertThat(fresh.join()).isEqualTo("opened");
            assertThat(rows()).isEqualTo(2);
        }
    }

    @Test
    void the_end_of_a_client_is_stalled_too() throws Exception {
        Connection stalled = warehouse();
        proxy.stall();

        stalled.close();

        Awaitility.await().during(WHILE).atMost(LONG).untilAsserted(() -> awaitSessions(TestDatabase.WAREHOUSE, 1));
        proxy.pass();
        awaitSessions(TestDatabase.WAREHOUSE, 0);
    }

    @Test
    void what_is_dropped_towards_the_database_never_arrives_and_the_connection_is_reset_at_last() throws Exception {
        try (Connection connection = warehouse()) {
            proxy.dropTowardsServer(TestDatabase.WAREHOUSE);

            CompletableFuture<Object> insert = insert(connection);
            isStuck(insert);
            awaitSessions(TestDatabase.WAREHOUSE, 1);

            proxy.pass();
            assertThat(insert.join()).isInstanceOf(SQLException.class);
            awaitSessions(TestDatabase.WAREHOUSE, 0);
            assertThat(rows()).isZero();
        }
    }

    @Test
    void what_is_dropped_towards_the_client_has_happened_all_the_same() throws Exception {
        try (Connection connection = warehouse()) {
            proxy.dropTowardsClient();

            CompletableFuture<Object> insert = insert(connection);
            Awaitility.await().atMost(LONG).until(() -> rows() == 1);
            isStuck(insert);

            proxy.pass();
            assertThat(insert.join()).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void a_reset_ends_what_is_open_and_lets_new_connections_in() throws Exception {
        try (Connection connection = warehouse();
                Connection other = app()) {
            proxy.reset(TestDatabase.WAREHOUSE);

            assertThat(insert(connection).join()).isInstanceOf(SQLException.class);
            assertThat(insert(other).join()).isEqualTo(1);
            awaitSessions(TestDatabase.WAREHOUSE, 0);
            try (Connection again = warehouse()) {
                assertThat(insert(again).join()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void new_connections_are_refused_and_open_ones_go_on(boolean all) throws Exception {
        try (Connection connection = warehouse()) {
            proxy.refuse(all ? new String[0] : new String[] {TestDatabase.WAREHOUSE});

            assertThatThrownBy(this::warehouse)
                    .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                            .startsWith("08"));
            assertThat(insert(connection).join()).isEqualTo(1);

            proxy.pass();
            warehouse().close();
        }
    }

    /** With a name of its own from the second use, which is how the control pool comes to say it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5})
    void a_commit_is_held_whichever_way_the_driver_says_it(int prepareThreshold) throws Exception {
        try (Connection connection = connect(TestDatabase.APP, prepareThreshold)) {
            connection.setAutoCommit(false);
            for (int before = 0; before < 7; before++) {
                insert(connection).join();
                connection.commit();
            }
            CommitTrap trap = proxy.holdCommit(TestDatabase.APP);
            insert(connection).join();

            CompletableFuture<Object> commit = commit(connection);
            trap.awaitHeld();
            isStuck(commit);
            assertThat(Sql.one(
                            beside,
                            String.class,
                            "select state from pg_stat_activity where datname = current_database() and usename = ?",
                            "silversmith_app"))
                    .isEqualTo("idle in transaction");
            assertThat(rows()).isEqualTo(7);

            trap.release();
            assertThat(commit.join()).isEqualTo("committed");
            assertThat(rows()).isEqualTo(8);
            insert(connection).join();
            connection.commit();
        }
    }

    @Test
    void a_commit_that_was_held_and_is_cut_never_happens() throws Exception {
        try (Connection connection = warehouse()) {
            connection.setAutoCommit(false);
            CommitTrap trap = proxy.holdCommit(TestDatabase.WAREHOUSE);
            insert(connection).join();
            CompletableFuture<Object> commit = commit(connection);

            trap.awaitHeld().cut();

            assertThat(commit.join()).isInstanceOf(SQLException.class);
            awaitSessions(TestDatabase.WAREHOUSE, 0);
            assertThat(rows()).isZero();
        }
    }

    @Test
    void only_the_commit_of_such_a_transaction_is_held() throws Exception {
        try (Connection connection = warehouse();
                Connection other = app()) {
            CommitTrap trap = proxy.holdCommit(TestDatabase.WAREHOUSE, "insert into t");
            connection.setAutoCommit(false);
            other.setAutoCommit(false);
            insert(other).join();
            assertThat(commit(other).join()).isEqualTo("committed");
            insert(connection).join();
            connection.rollback();
            Sql.execute(connection, "select 1");
            assertThat(commit(connection).join()).isEqualTo("committed");

            insert(connection).join();
            CompletableFuture<Object> commit = commit(connection);
            trap.awaitHeld();
            isStuck(commit);
            trap.release();
            assertThat(commit.join()).isEqualTo("committed");
        }
    }

    @Test
    void a_commit_whose_answer_is_lost_has_happened_and_its_connection_is_cut() throws Exception {
        try (Connection connection = warehouse()) {
            connection.setAutoCommit(false);
            CommitTrap trap = proxy.dropCommitAnswer(TestDatabase.WAREHOUSE, Then.CUT);
            insert(connection).join();
            CompletableFuture<Object> commit = commit(connection);

            trap.awaitHeld();

            assertThat(rows()).isEqualTo(1);
            assertThat(commit.join()).isInstanceOf(SQLException.class);
            awaitSessions(TestDatabase.WAREHOUSE, 0);
        }
    }

    @Test
    void a_commit_whose_answer_is_lost_may_leave_a_silent_connection() throws Exception {
        try (Connection connection = app()) {
            connection.setAutoCommit(false);
            CommitTrap trap = proxy.dropCommitAnswer(TestDatabase.APP, "insert into t", Then.SILENCE);
            insert(connection).join();
            CompletableFuture<Object> commit = commit(connection);

            trap.awaitHeld();

            assertThat(rows()).isEqualTo(1);
            isStuck(commit);
            awaitSessions(TestDatabase.APP, 1);
            trap.cut();
            assertThat(commit.join()).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void a_cancel_passes_while_its_login_is_stalled() throws Exception {
        try (Connection connection = warehouse();
                var statement = connection.createStatement()) {
            CompletableFuture<Object> sleep = later(() -> statement.execute("select pg_sleep(600)"));
            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> Sql.one(
                                    beside,
                                    Long.class,
                                    "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'")
                            == 1);
            proxy.stall(TestDatabase.WAREHOUSE);

            statement.cancel();

            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> Sql.one(
                                    beside,
                                    Long.class,
                                    "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'")
                            == 0);
            isStuck(sleep);
            proxy.pass();
            assertThat(sleep.join()).isInstanceOf(SQLException.class);
        }
    }
}
