package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.EngineSettings;
import dev.silversmith.app.port.LeaseStore;
import dev.silversmith.app.port.LeaseStore.Holder;
import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunAdmissionTest {

    private static final EngineSettings SETTINGS = new EngineSettings(
            "here", "1", "warehouse", 8, 32, Duration.ofSeconds(30), 3, Duration.ofSeconds(20), 100, 12, false, 9443);

    private final RunLease queued = new RunLease(UUID.randomUUID(), 1);
    private Optional<Holder> holder = Optional.empty();

    /** Of these stores one method each is asked. */
    private static <T> T answering(Class<T> type, String method, java.util.function.Supplier<Object> answer) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, called, values) -> {
                    if (called.getName().equals(method)) {
                        return answer.get();
                    }
                    return called.getName().equals("renew") ? LeaseStore.Wanted.NOTHING : Optional.empty();
                }));
    }

    @Test
    void a_server_whose_name_another_one_has_admits_nothing_whoever_asks_it_to() {
        ServerLife life =
                new ServerLife(answering(LeaseStore.class, "beat", () -> holder), SETTINGS, Clock.systemUTC());
        RunAdmission admission =
                new RunAdmission(answering(RunStore.class, "admitNext", () -> Optional.of(queued)), life, SETTINGS);
        life.beat(List.of());
        assertThat(admission.admitNext()).contains(queued);

        holder = Optional.of(new Holder(UUID.randomUUID(), Instant.EPOCH, Duration.ZERO));
        assertThat(life.beat(List.of(queued)).wanted().lost()).containsExactly(queued);
        assertThat(admission.admitNext()).isEmpty();

        holder = Optional.empty();
        life.beat(List.of());
        assertThat(admission.admitNext()).contains(queued);
    }
}
