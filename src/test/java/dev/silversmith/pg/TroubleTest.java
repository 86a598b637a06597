package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a failure says of the database, and which failures say anything of what was asked. */
class TroubleTest {

    @ParameterizedTest
    @CsvSource({
        "28P01, the database refuses the password",
        "28000, the database refuses the login",
        "42501, the database refuses the login",
        "53300, the database server has no free connection",
        "53100, the disk of the database server is full",
        "53200, the database server is out of resources",
        "3D000, the database does not exist",
        "55000, the database does not accept connections",
        "25006, the database is read-only",
        "57P01, 'the database server is stopping, starting or recovering'",
        "57P03, 'the database server is stopping, starting or recovering'",
        "08001, the database cannot be reached",
        "08006, the database cannot be reached",
        "58030, the database server cannot use its files",
        "XX000, the database does not answer"
    })
    void each_has_words_of_its_own_and_tells_its_sqlstate(String state, String words) {
        assertThat(Trouble.of(new SQLException("password of joe at db4711:5432", state)))
                .isEqualTo(words + " (SQLSTATE " + state + ")");
    }

    @Test
    void without_an_sqlstate_none_is_told() {
        assertThat(Trouble.of(new SQLTransientConnectionException("pool of 32 at db4711")))
                .isEqualTo("the database does not answer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08001", "08006", "25006", "25P03", "28000", "28P01", "3D000", "53100", "53200", "53300", "57P01",
                "57P03", "58030"
            })
    void trouble_of_the_database_says_nothing_of_the_unit_and_may_pass(String state) {
        assertThat(PgErrors.isTrouble(new SQLException("", state))).isTrue();
        assertThat(PgErrors.mayPass(new SQLException("", state))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22012", "23505", "42501", "42883", "P0001", "SM001"})
    void what_is_said_of_the_statement_itself_is_no_trouble_and_does_not_pass(String state) {
        assertThat(PgErrors.isTrouble(new SQLException("", state))).isFalse();
        assertThat(PgErrors.mayPass(new SQLException("", state))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "55P03", "57014"})
    void what_came_in_between_may_pass(String state) {
        assertThat(PgErrors.isTrouble(new SQLException("", state))).isFalse();
        assertThat(PgErrors.mayPass(new SQLException("", state))).isTrue();
    }

    @Test
    void words_that_the_application_server_puts_around_a_message_are_taken_away() {
        SQLException passedOn = new SQLException(
                "ERROR: could not serialize access DSRA0010E: SQL State = 40001, Error Code = 0", "40001");

        assertThat(PgErrors.describe(passedOn).message()).isEqualTo("could not serialize access");
        assertThat(PgErrors.describe(passedOn).retryable()).isTrue();
    }
}
