package dev.silversmith.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.app.port.RunLease;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.app.port.RunStore.OpenStep;
import dev.silversmith.core.run.RunStatus;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A server that was frozen comes back to a run that another one executes by now. */
class LostLeaseTest {

    private final RunLease lease = new RunLease(UUID.randomUUID(), 7);
    private final OpenStep running = new OpenStep(UUID.randomUUID(), UUID.randomUUID(), Optional.empty());
    private Optional<RunStatus> status = Optional.of(RunStatus.RUNNING);

    /** The status is told under the lease only, the steps to everybody. */
    private final RunStore runs = (RunStore) Proxy.newProxyInstance(
            RunStore.class.getClassLoader(),
            new Class<?>[] {RunStore.class},
            (proxy, called, values) -> switch (called.getName()) {
                case "lockStatus" -> values[0].equals(lease) ? status : Optional.of(RunStatus.RUNNING);
                case "openSteps" -> List.of(running);
                default -> throw new UnsupportedOperationException(called.getName());
            });

    @Test
    void who_ends_a_run_that_was_taken_over_waits_for_and_ends_no_session_of_the_server_that_has_it() {
        RunEnd end = new RunEnd(runs, null);
        assertThat(end.openSteps(lease)).containsExactly(running);

        status = Optional.empty();
        assertThat(end.openSteps(lease)).isEmpty();
    }

    @Test
    void who_was_about_to_go_on_with_a_run_that_was_taken_over_again_takes_no_attempt_of_it_for_an_orphan() {
        RunSettlement settlement = new RunSettlement(runs, null, null);
        assertThat(settlement.openSteps(lease)).containsExactly(running);

        status = Optional.empty();
        assertThat(settlement.openSteps(lease)).isEmpty();
    }
}
