package dev.silversmith.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.function.Consumer;

/** What an SQLException says by its SQLSTATE, for {@code assertThatThrownBy(...).satisfies(...)}. */
final class SqlState {

    static final String INSUFFICIENT_PRIVILEGE = "42501";
    static final String CHECK_VIOLATION = "23514";

    /** Ours: the attempt is not running under this claim. */
    static final String NOT_RUNNING = "SM001";

    /** Ours: a run does not change like that. */
    static final String GUARDED = "SM002";

    /** Ours: who decides is who asked. */
    static final String SAME_PERSON = "SM004";

    private SqlState() {}

    static Consumer<Throwable> state(String... expected) {
        return error -> {
            assertThat(error).isInstanceOf(SQLException.class);
            assertThat(((SQLException) error).getSQLState())
                    .as(error.getMessage())
                    .isIn((Object[]) expected);
        };
    }
}
