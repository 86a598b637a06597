package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.UnitControl;
import dev.silversmith.app.port.UnitControl.Session;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnitSessionTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Session SESSION = new Session(4711, NOON);

    private final UnitControl control = new UnitControl();
    private final List<String> events = new ArrayList<>();

    /** Notes what is done to it, and whom a cancel and an end by force would hit at that moment. */
    private <T> T noting(Class<T> type) {
        Object proxy =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "createStatement" -> {
                            return noting(Statement.class);
                        }
                        case "unwrap" -> throw new SQLException("this session cannot be wiped");
                        case "abort", "close" ->
                            control.endOverdue(
                                    NOON.plusSeconds(60), hit -> events.add("ended before " + method.getName()));
                        default -> {}
                    }
                    events.add(type.getSimpleName() + "." + method.getName());
                    return method.getReturnType() == boolean.class ? false : null;
                });
        return type.cast(proxy);
    }

    private static OpenSession watched() {
        return new OpenSession(SESSION, null);
    }

    private UnitSession session() {
        control.session(SESSION);
        return new UnitSession(noting(Connection.class), control, watched());
    }

    @Test
    void a_cancel_hits_a_statement_while_it_is_executed_and_not_afterwards() throws Exception {
        UnitSession session = session();
        session.executePlain(statement -> null);

        control.cancel(NOON);

        assertThat(events).doesNotContain("Statement.cancel");

        UnitControl other = new UnitControl();
        new UnitSession(noting(Connection.class), other, watched()).executePlain(statement -> {
            other.cancel(NOON);
            return null;
        });
        assertThat(events).contains("Statement.cancel");
    }

    @Test
    void a_connection_that_is_given_back_cannot_be_ended_any_more() {
        UnitSession session = session();
        control.cancel(NOON);

        session.close();

        assertThat(events).containsExactly("Connection.abort", "Connection.close");
    }
}
