package dev.silversmith.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAwayTest {

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "08003", "57P01", "57P03", "53300"})
    void the_start_waits_for_a_database_that_is_away_however_deep_that_is_said(String sqlState) {
        SQLException error = new SQLException("away", sqlState);

        assertThat(DatabaseAway.explains(error)).isTrue();
        assertThat(DatabaseAway.explains(new IllegalStateException(new RuntimeException(error))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"28P01", "3D000", "42501", "25006", ""})
    void the_start_is_refused_where_waiting_would_not_help(String sqlState) {
        assertThat(DatabaseAway.explains(new SQLException("no", sqlState))).isFalse();
        assertThat(DatabaseAway.explains(new SQLException("no"))).isFalse();
        assertThat(DatabaseAway.explains(new IllegalStateException("no"))).isFalse();
    }
}
