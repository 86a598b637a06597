package dev.silversmith.pg;

import static dev.silversmith.testkit.Signatures.aProcedureWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.app.port.MessageSink;
import dev.silversmith.app.port.OutcomeResolver;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.StepLedger;
import dev.silversmith.app.port.UnitCall;
import dev.silversmith.app.port.UnitCall.MemberCall;
import dev.silversmith.app.port.UnitControl;
import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.app.port.UnitResult;
import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Maintenance;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.plan.PlannedProcedure;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.QualifiedName;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What is said of a unit after each fault that may hit it, and what is never said before it is known. */
class PgUnitExecutorTest {

    private static final int PID = 4711;
    private static final String BEGIN = "begin_unit";
    private static final String CALL = "call ";
    private static final String RECORD = "record_success";
    private static final String RESET = "reset session authorization";
    private static final String LOOK = "body_hash";

    private final List<String> done = new ArrayList<>();
    private final Map<String, Deque<SQLException>> faults = new HashMap<>();
    private final Map<String, Runnable> meanwhile = new HashMap<>();
    private final Deque<Supplier<StepStatus>> table = new ArrayDeque<>();
    private final UnitControl control = new UnitControl();
    private final OpenSessions sessions = new OpenSessions();
    private Transaction transaction = Transaction.MANAGED;
    private Mode mode = Mode.INCREMENTAL;
    private MessageSink messages = silent();
    private boolean rollbackFails;
    private RuntimeException ofClaim;
    private Runnable atCommit = () -> {};

    private static SQLException fault(String sqlState) {
        return new SQLException("fault " + sqlState, sqlState);
    }

    private void fails(String statement, String sqlState) {
        faults.computeIfAbsent(statement, any -> new ArrayDeque<>()).add(fault(sqlState));
    }

    private void commitIsUnclear(String sqlState) {
        atCommit = () -> {
            throw new UnitJta.CommitUnclear(fault(sqlState));
        };
    }

    private void tableSays(StepStatus status) {
        table.add(() -> status);
    }

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object nothing(Class<?> type) {
        return type == boolean.class ? (Object) false : type == int.class ? (Object) 0 : null;
    }

    private Connection connection() {
        return fake(Connection.class, (self, method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> statement((String) arguments[0]);
            case "createStatement" -> statement("");
            case "unwrap" -> driver();
            case "abort", "close" -> {
                done.add(method.getName());
                yield null;
            }
            default -> nothing(method.getReturnType());
        });
    }

    private static BaseConnection driver() {
        return fake(BaseConnection.class, (self, method, arguments) -> switch (method.getName()) {
            case "getQueryExecutor" -> fake(QueryExecutor.class, (own, called, values) -> null);
            case "getBackendPID" -> PID;
            default -> nothing(method.getReturnType());
        });
    }

    private Statement statement(String prepared) {
        return fake(PreparedStatement.class, (self, method, arguments) -> switch (method.getName()) {
            case "execute" -> {
                executed(arguments == null ? prepared : (String) arguments[0]);
                yield true;
            }
            case "getResultSet" -> row();
            default -> nothing(method.getReturnType());
        });
    }

    private void executed(String sql) throws SQLException {
        for (String name : List.of(LOOK, BEGIN, CALL, RECORD, RESET)) {
            if (sql.contains(name)) {
                done.add(name.strip());
                meanwhile.getOrDefault(name, () -> {}).run();
                Deque<SQLException> next = faults.getOrDefault(name, new ArrayDeque<>());
                if (!next.isEmpty()) {
                    throw next.remove();
                }
            }
        }
    }

    private static ResultSet row() {
        AtomicBoolean read = new AtomicBoolean();
        return fake(ResultSet.class, (self, method, arguments) -> switch (method.getName()) {
            case "next" -> !read.getAndSet(true);
            case "getBoolean" -> true;
            case "getString" -> arguments[0].equals("version") ? "1" : null;
            default -> nothing(method.getReturnType());
        });
    }

    private UnitResult execute() {
        PgUnitExecutor executor =
                new PgUnitExecutor(
                        jta(),
                        claims(),
                        null,
                        backends(),
                        new LiveMessages(),
                        resolver(),
                        ledger(),
                        sessions,
                        () -> false,
                        new OwnUnitExecutor(
                                claims(), new LiveMessages(), resolver(), ledger(), sessions, () -> false)) {
                    @Override
                    Connection connect() {
                        return connection();
                    }
                };
        return executor.execute(call());
    }

    private UnitJta jta() {
        return new UnitJta() {
            private boolean open;

            @Override
            void begin() {
                open = true;
            }

            @Override
            void commit() {
                done.add("commit");
                open = false;
                atCommit.run();
            }

            @Override
            boolean end() {
                boolean ended = !open || !rollbackFails;
                if (open) {
                    done.add("rollback");
                }
                open = false;
                return ended;
            }
        };
    }

    private UnitClaim claims() {
        return new UnitClaim() {
            @Override
            boolean claim(UnitCall call, List<MemberRecord> calls, byte[] tokenHash, Session session) {
                done.add("claim");
                if (ofClaim != null) {
                    throw ofClaim;
                }
                return true;
            }

            @Override
            boolean move(UnitCall call, Session session) {
                done.add("move");
                return true;
            }
        };
    }

    private static BackendStarts backends() {
        return new BackendStarts() {
            @Override
            Session session(Connection connection) {
                return new Session(PID, Instant.EPOCH);
            }
        };
    }

    private OutcomeResolver resolver() {
        return new OutcomeResolver() {
            @Override
            public StepStatus resolve(UUID leadStepId, Session session) {
                done.add("look up");
                return table.remove().get();
            }

            @Override
            public Optional<StepStatus> resolveOrphan(UUID leadStepId, Session session) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private UnitCall call() {
        PlannedProcedure procedure = new PlannedProcedure(
                new QualifiedName("silver", "p"),
                Kind.OTHER,
                List.of(),
                aProcedureWith(),
                List.of(),
                new Execution(
                        List.of(),
                        Optional.empty(),
                        Duration.ofMinutes(5),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new Maintenance(Maintenance.Command.VACUUM, new QualifiedName("silver", "t"))),
                        transaction),
                Retry.NONE);
        return new UnitCall(
                new RunLease(UUID.randomUUID(), 1),
                "p",
                mode,
                List.of(new MemberCall(UUID.randomUUID(), procedure, List.of())),
                1,
                control,
                messages);
    }

    private static StepLedger ledger() {
        return fake(StepLedger.class, (self, method, arguments) -> nothing(method.getReturnType()));
    }

    private static MessageSink silent() {
        return fake(MessageSink.class, (self, method, arguments) -> nothing(method.getReturnType()));
    }

    private static String stateOf(UnitResult result) {
        return ((UnitResult.Failed) result).error().sqlState().orElse("");
    }

    @Test
    void a_unit_is_claimed_called_and_recorded_before_its_one_commit_and_its_session_is_wiped_and_given_back() {
        assertThat(execute()).isInstanceOf(UnitResult.Succeeded.class);

        assertThat(done).containsExactly("claim", BEGIN, CALL.strip(), RECORD, "commit", RESET, "close");
        assertThat(sessions.all()).isEmpty();
    }

    @Test
    void an_error_of_the_call_is_rolled_back_and_known_without_being_looked_up() {
        fails(CALL, "22012");

        assertThat(stateOf(execute())).isEqualTo("22012");

        assertThat(done).containsExactly("claim", BEGIN, CALL.strip(), "rollback", RESET, "close");
    }

    @Test
    void after_an_unclear_commit_the_table_says_what_became_of_the_unit_and_its_session_is_nobodys_again() {
        commitIsUnclear("08006");
        tableSays(StepStatus.SUCCEEDED);

        assertThat(execute()).isInstanceOf(UnitResult.Succeeded.class);

        assertThat(done).endsWith("commit", "abort", "close", "look up");
    }

    @Test
    void an_unclear_commit_that_did_not_happen_is_a_failure_with_what_the_commit_said() {
        commitIsUnclear("40001");
        tableSays(StepStatus.RUNNING);
        assertThat(stateOf(execute())).isEqualTo("40001");

        tableSays(StepStatus.PENDING);
        assertThat(stateOf(execute())).isEqualTo("40001");
    }

    @Test
    void an_unclear_commit_of_a_cancelled_unit_is_a_cancel_only_if_it_did_not_happen() {
        atCommit = () -> {
            control.cancel(Instant.EPOCH);
            throw new UnitJta.CommitUnclear(fault("08006"));
        };
        tableSays(StepStatus.SUCCEEDED);
        assertThat(execute()).isInstanceOf(UnitResult.Succeeded.class);
    }

    @Test
    void what_was_given_up_by_somebody_else_is_not_said_to_have_failed() {
        commitIsUnclear("08006");
        tableSays(StepStatus.INTERRUPTED);

        assertThat(execute()).isInstanceOf(UnitResult.GivenUp.class);
    }

    @Test
    void a_lost_session_is_looked_up_before_its_unit_is_said_to_have_failed() {
        fails(RECORD, "57P01");
        rollbackFails = true;
        tableSays(StepStatus.RUNNING);

        assertThat(stateOf(execute())).isEqualTo("57P01");

        assertThat(done).endsWith(RECORD, "rollback", "abort", "close", "look up");
    }

    @Test
    void a_session_that_cannot_be_wiped_after_an_error_is_looked_up_as_well() {
        fails(CALL, "22012");
        fails(RESET, "08006");
        tableSays(StepStatus.RUNNING);

        assertThat(stateOf(execute())).isEqualTo("22012");

        assertThat(done).endsWith(RESET, "abort", "close", "look up");
    }

    @Test
    void trouble_before_the_call_is_no_failure_and_the_same_claim_goes_on_with_another_session() {
        fails(BEGIN, "53300");

        assertThat(execute()).isInstanceOf(UnitResult.Succeeded.class);

        assertThat(done).filteredOn("claim"::equals).hasSize(1);
        assertThat(done).contains("move").endsWith("commit", RESET, "close");
    }

    @Test
    void trouble_after_the_call_has_begun_is_never_tried_again_on_the_quiet() {
        fails(RECORD, "53200");

        assertThat(stateOf(execute())).isEqualTo("53200");

        assertThat(done).filteredOn(CALL.strip()::equals).hasSize(1);
    }

    @Test
    void a_unit_that_is_cancelled_before_its_call_is_rolled_back() {
        control.cancel(Instant.EPOCH);

        assertThat(execute()).isInstanceOf(UnitResult.Cancelled.class);

        assertThat(done).isEmpty();
    }

    @Test
    void an_unexpected_fault_is_rolled_back_and_told_when_nothing_was_committed() {
        ofClaim = new IllegalStateException("unexpected");
        tableSays(StepStatus.PENDING);

        assertThatThrownBy(this::execute).isSameAs(ofClaim);

        assertThat(done).containsExactly("claim", "rollback", "abort", "close", "look up");
        assertThat(sessions.all()).isEmpty();
    }

    @Test
    void an_outcome_that_nobody_can_tell_is_given_up_and_never_said_to_be_a_failure() {
        commitIsUnclear("08006");
        for (RuntimeException fault :
                List.of(new CutShort("an outcome"), new IllegalStateException("no data source any more"))) {
            table.add(() -> {
                throw fault;
            });
            table.add(() -> {
                throw fault;
            });

            assertThat(execute()).isInstanceOf(UnitResult.GivenUp.class);

            table.clear();
        }
    }

    private void answers(String statement, String sqlState) {
        faults.computeIfAbsent(statement, any -> new ArrayDeque<>())
                .add(new PSQLException(new ServerErrorMessage("SERROR\0C" + sqlState + "\0Mfault\0")));
    }

    private UnitResult executeOwn() {
        transaction = Transaction.OWN;
        return execute();
    }

    private static String unknown(UnitResult result) {
        return stateOf(((UnitResult.Unknown) result).known());
    }

    @Test
    void what_commits_by_itself_is_called_without_a_transaction_of_ours_and_recorded_on_a_wiped_session() {
        assertThat(executeOwn()).isInstanceOf(UnitResult.Succeeded.class);

        assertThat(done).containsExactly("claim", BEGIN, CALL.strip(), RESET, RECORD, RESET, "close");
        assertThat(sessions.all()).isEmpty();
    }

    @Test
    void of_what_commits_by_itself_an_error_is_a_failure_that_is_never_tried_again() {
        answers(CALL, "40001");

        UnitResult result = executeOwn();

        assertThat(stateOf(result)).isEqualTo("40001");
        assertThat(((UnitResult.Failed) result).error().retryable()).isFalse();
        assertThat(((UnitResult.Failed) result).error().hint())
                .hasValueSatisfying(hint -> assertThat(hint).contains("what it has committed stays"));
    }

    @Test
    void of_what_commits_by_itself_a_call_without_an_answer_is_unknown_when_its_session_is_gone() {
        for (StepStatus status : List.of(StepStatus.RUNNING, StepStatus.PENDING)) {
            done.clear();
            fails(CALL, "08006");
            tableSays(status);

            assertThat(unknown(executeOwn())).isEqualTo(PgErrors.UNKNOWN);
            assertThat(done).containsExactly("claim", BEGIN, CALL.strip(), "abort", "close", "look up");
        }
    }

    @Test
    void of_what_commits_by_itself_a_lost_call_that_somebody_else_has_settled_is_theirs() {
        fails(CALL, "08006");
        tableSays(StepStatus.INTERRUPTED);

        assertThat(executeOwn()).isInstanceOf(UnitResult.GivenUp.class);
    }

    @Test
    void what_commits_by_itself_and_was_not_called_yet_is_begun_again() {
        fails(BEGIN, "08006");
        tableSays(StepStatus.RUNNING);

        assertThat(executeOwn()).isInstanceOf(UnitResult.Succeeded.class);

        assertThat(done)
                .containsExactly(
                        "claim",
                        BEGIN,
                        "abort",
                        "close",
                        "look up",
                        "move",
                        BEGIN,
                        CALL.strip(),
                        RESET,
                        RECORD,
                        RESET,
                        "close");
    }

    @Test
    void the_record_of_what_has_committed_is_made_again_on_another_session_and_nothing_is_called_twice() {
        fails(RECORD, "08006");
        fails(RECORD, "57P01");
        tableSays(StepStatus.RUNNING);
        tableSays(StepStatus.RUNNING);

        assertThat(executeOwn()).isInstanceOf(UnitResult.Succeeded.class);

        assertThat(done).filteredOn(CALL.strip()::equals).hasSize(1);
        assertThat(done).filteredOn(RECORD::equals).hasSize(3);
    }

    @Test
    void a_record_that_was_made_unseen_is_not_made_again() {
        fails(RECORD, "08006");
        tableSays(StepStatus.SUCCEEDED);

        assertThat(executeOwn()).isInstanceOf(UnitResult.Succeeded.class);

        assertThat(done).filteredOn(RECORD::equals).hasSize(1);
    }

    @Test
    void a_record_that_is_refused_because_the_attempt_was_given_up_says_nothing() {
        answers(RECORD, "SM001");

        assertThat(executeOwn()).isInstanceOf(UnitResult.GivenUp.class);
    }

    @Test
    void a_record_that_can_never_be_made_is_a_failure_that_says_that_all_is_committed() {
        answers(RECORD, "22P02");

        UnitResult result = executeOwn();

        assertThat(stateOf(result)).isEqualTo("22P02");
        assertThat(((UnitResult.Failed) result).error().message())
                .isEqualTo("all is committed, but the success cannot be recorded: fault");
    }

    private static void fault() {
        throw new IllegalStateException("unexpected");
    }

    @Test
    void of_what_commits_by_itself_a_fault_of_ours_after_the_call_was_sent_is_unknown_when_its_session_is_gone() {
        meanwhile.put(CALL, PgUnitExecutorTest::fault);
        tableSays(StepStatus.RUNNING);

        UnitResult result = executeOwn();

        assertThat(unknown(result)).isEqualTo(PgErrors.UNKNOWN);
        assertThat(((UnitResult.Unknown) result).known().error().message())
                .startsWith("its outcome is not known: unexpected fault of the engine, incident ");
        assertThat(done).containsExactly("claim", BEGIN, CALL.strip(), "abort", "close", "look up");
        assertThat(sessions.all()).isEmpty();
    }

    @Test
    void of_what_commits_by_itself_a_fault_of_ours_hides_no_success_that_the_table_has() {
        meanwhile.put(RECORD, PgUnitExecutorTest::fault);
        tableSays(StepStatus.SUCCEEDED);

        assertThat(executeOwn()).isInstanceOf(UnitResult.Succeeded.class);
    }

    @Test
    void of_what_commits_by_itself_a_fault_before_the_call_was_sent_is_told_as_it_is() {
        meanwhile.put(BEGIN, PgUnitExecutorTest::fault);

        assertThatThrownBy(this::executeOwn).hasMessage("unexpected");

        assertThat(done).containsExactly("claim", BEGIN, "abort", "close");
    }

    @Test
    void a_fault_of_what_goes_with_a_success_turns_it_into_no_failure() {
        messages = fake(MessageSink.class, (self, method, arguments) -> {
            if (method.getName().equals("accept")) {
                fault();
            }
            return nothing(method.getReturnType());
        });
        for (Transaction each : Transaction.values()) {
            transaction = each;
            assertThat(execute()).isInstanceOf(UnitResult.Succeeded.class);
        }

        fails(RECORD, "08006");
        tableSays(StepStatus.SUCCEEDED);
        assertThat(executeOwn()).as("recorded unseen").isInstanceOf(UnitResult.Succeeded.class);
    }

    @Test
    void of_what_commits_by_itself_a_call_that_a_cancel_has_kept_back_is_cancelled_and_not_unknown() {
        meanwhile.put(BEGIN, () -> control.cancel(Instant.EPOCH));
        tableSays(StepStatus.RUNNING);

        assertThat(executeOwn()).isInstanceOf(UnitResult.Cancelled.class);

        assertThat(done).doesNotContain(CALL.strip());
    }

    @Test
    void of_what_commits_by_itself_the_approved_body_is_looked_at_again_on_a_wiped_session() {
        mode = Mode.FULL;

        assertThat(executeOwn()).isInstanceOf(UnitResult.Succeeded.class);

        assertThat(done).containsExactly("claim", LOOK, BEGIN, CALL.strip(), RESET, LOOK, RECORD, RESET, "close");
    }

    @Test
    void once_what_commits_by_itself_has_ended_well_neither_a_cancel_nor_a_lost_session_hides_its_success() {
        mode = Mode.FULL;
        meanwhile.put(CALL, () -> {
            control.cancel(Instant.EPOCH);
            fails(LOOK, "08006");
        });
        tableSays(StepStatus.RUNNING);

        assertThat(executeOwn()).isInstanceOf(UnitResult.Succeeded.class);

        assertThat(done).filteredOn(CALL.strip()::equals).hasSize(1);
        assertThat(done).endsWith("abort", "close", "look up", RESET, LOOK, RECORD, RESET, "close");
    }

    @Test
    void of_what_commits_by_itself_a_session_is_nobodys_again_before_its_outcome_is_looked_up() {
        answers(BEGIN, PgErrors.GIVEN_UP);
        tableSays(StepStatus.INTERRUPTED);

        assertThat(executeOwn()).isInstanceOf(UnitResult.GivenUp.class);

        assertThat(done).containsExactly("claim", BEGIN, "abort", "close", "look up");
    }
}
