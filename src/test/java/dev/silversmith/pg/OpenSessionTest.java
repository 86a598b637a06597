package dev.silversmith.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.UnitControl.Session;
import dev.silversmith.pg.OpenSession.Wait;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.core.QueryExecutor;

class OpenSessionTest {

    private final List<String> done = new ArrayList<>();
    private final OpenSession session = new OpenSession(new Session(4711, Instant.EPOCH), noting());

    private QueryExecutor noting() {
        return (QueryExecutor) Proxy.newProxyInstance(
                QueryExecutor.class.getClassLoader(),
                new Class<?>[] {QueryExecutor.class},
                (self, method, arguments) -> {
                    done.add(method.getName());
                    return null;
                });
    }

    private static long after(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void a_wait_is_as_long_as_its_own_question_is_old() {
        assertThat(session.waitAt(after(1))).isEmpty();
        session.asked(after(2));
        session.answered();
        assertThat(session.waitAt(after(3))).isEmpty();

        session.asked(after(4));

        assertThat(session.waitAt(after(10)).map(Wait::soFar)).contains(Duration.ofSeconds(6));
    }

    @Test
    void a_wait_that_is_over_or_is_another_one_by_now_is_not_cut_off() {
        session.asked(after(1));
        Wait first = session.waitAt(after(2)).orElseThrow();
        session.answered();
        assertThat(session.abort(first)).isFalse();
        session.asked(after(3));
        assertThat(session.abort(first)).isFalse();
        assertThat(done).isEmpty();

        assertThat(session.abort(session.waitAt(after(4)).orElseThrow())).isTrue();

        assertThat(done).containsExactly("abort");
    }
}
