package dev.silversmith.db;

import static dev.silversmith.db.RunRow.anApprovedFullRun;
import static dev.silversmith.db.RunRow.anIncrementalRun;
import static dev.silversmith.db.SqlState.CHECK_VIOLATION;
import static dev.silversmith.db.SqlState.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariant I4: no full run is anywhere past pending_approval without a confirmed flag, a reason and a second person. The table itself says so,
 * also where no trigger guards it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FourEyesIT {

    static final List<String> RUN_STATUS = List.of(
            "pending_approval",
            "queued",
            "running",
            "cancelling",
            "succeeded",
            "failed",
            "cancelled",
            "rejected",
            "expired");

    private static final Set<String> WITHOUT_APPROVAL = Set.of("pending_approval", "rejected", "expired", "cancelled");
    private static final String FOUR_EYES = "full_refresh_needs_a_second_person";

    private TestDatabase database;
    private Connection table;

    @BeforeAll
    void createDatabase() {
        database = TestDatabase.fresh("four_eyes");
    }

    @BeforeEach
    void connect() {
        table = database.pastTriggers();
    }

    @AfterEach
    void disconnect() throws SQLException {
        table.close();
    }

    static Stream<Arguments> every_status_and_mode() {
        return RUN_STATUS.stream()
                .flatMap(status -> Stream.of(Arguments.of(status, "incremental"), Arguments.of(status, "full")));
    }

    @ParameterizedTest
    @MethodSource("every_status_and_mode")
    void without_approval_a_full_run_exists_only_where_nothing_is_executed(String status, String mode)
            throws Exception {
        RunRow run = anIncrementalRun().with("mode", mode).in(status);

        if (mode.equals("incremental") || WITHOUT_APPROVAL.contains(status)) {
            assertThat(run.insert(table)).isNotNull();
        } else {
            assertRefused(run);
        }
    }

    @ParameterizedTest
    @MethodSource("every_status_and_mode")
    void with_a_second_persons_approval_a_run_may_have_every_status(String status, String mode) throws Exception {
        RunRow run = anApprovedFullRun().with("mode", mode).in(status);

        assertThat(run.insert(table)).isNotNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "alice",
                "ALICE",
                "Alice",
                "alice ",
                " alice",
                "alice\u00a0",
                "\u00a0\u2003alice\u3000",
                "\uff41\uff4c\uff49\uff43\uff45",
                "\uff21\uff2c\uff29\uff23\uff25",
                "\u24d0lice",
                "alice\t",
                "alice\n",
                "",
                " ",
                "\u00a0",
                "\t\n"
            })
    void the_requester_in_any_spelling_and_nobody_are_not_a_second_person(String approver) {
        assertRefused(anApprovedFullRun().with("approver", approver));
    }

    @ParameterizedTest
    @ValueSource(strings = {"J\u00fcrgen", "Ju\u0308rgen", "J\u00dcRGEN", "JU\u0308RGEN", "j\u00dcrgen "})
    void letters_beyond_ascii_do_not_make_another_person(String approver) {
        assertRefused(anApprovedFullRun().with("requested_by", "j\u00fcrgen").with("approver", approver));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "alice2", "ali ce", "al", "\u0430lice", "alice@example.org"})
    void somebody_else_is_a_second_person(String approver) throws Exception {
        assertThat(anApprovedFullRun().with("approver", approver).insert(table)).isNotNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "   ", "\u00a0", "\u3000", "\n", "\t", " \r\n"})
    void a_blank_reason_is_none(String reason) {
        assertRefused(anApprovedFullRun().with("reason", reason));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "reject")
    void without_a_yes_there_is_no_approval(String decision) {
        assertRefused(anApprovedFullRun().with("decision", decision));
    }

    @Test
    void an_unconfirmed_full_run_is_refused() {
        assertRefused(anApprovedFullRun().with("confirmed", false));
    }

    @Test
    void a_full_dry_run_needs_approval_too() {
        assertRefused(anApprovedFullRun().with("dry_run", true).with("approver", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status = 'queued'",
                "status = 'running', started_at = now()",
                "status = 'queued', confirmed = true, reason = 'why', decision = 'approve'",
                "status = 'queued', confirmed = true, reason = 'why', decision = 'approve', approver = upper(requested_by)",
                "imported = true",
            })
    void a_waiting_full_run_cannot_be_moved_on_by_an_update(String change) throws Exception {
        UUID run =
                anIncrementalRun().with("mode", "full").in("pending_approval").insert(table);

        assertThatThrownBy(() ->
                        Sql.update(table, "update silversmith.transformation_run set " + change + " where id = ?", run))
                .satisfies(state(CHECK_VIOLATION));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "approver = null",
                "approver = requested_by",
                "requested_by = approver",
                "confirmed = false",
                "reason = ' '",
                "decision = 'reject'",
                "decision = null"
            })
    void an_approval_cannot_be_taken_back_under_a_running_run(String change) throws Exception {
        UUID run = anApprovedFullRun().in("running").insert(table);

        assertThatThrownBy(() ->
                        Sql.update(table, "update silversmith.transformation_run set " + change + " where id = ?", run))
                .hasMessageContaining(FOUR_EYES);
    }

    @Test
    void an_incremental_run_cannot_become_a_full_one() throws Exception {
        UUID run = anIncrementalRun().in("running").insert(table);

        assertThatThrownBy(() ->
                        Sql.update(table, "update silversmith.transformation_run set mode = 'full' where id = ?", run))
                .hasMessageContaining(FOUR_EYES);
    }

    static Stream<String> every_status() {
        return RUN_STATUS.stream();
    }

    @ParameterizedTest
    @MethodSource("every_status")
    void imported_full_runs_are_history_and_need_no_approval(String status) throws Exception {
        RunRow run =
                anIncrementalRun().with("mode", "full").with("imported", true).in(status);

        if (Set.of("succeeded", "failed", "cancelled").contains(status)) {
            assertThat(run.insert(table)).isNotNull();
        } else {
            assertThatThrownBy(() -> run.insert(table)).hasMessageContaining("imported_runs_are_history");
        }
    }

    private void assertRefused(RunRow run) {
        assertThatThrownBy(() -> run.insert(table)).hasMessageContaining(FOUR_EYES);
    }
}
