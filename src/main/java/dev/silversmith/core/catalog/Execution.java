package dev.silversmith.core.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a procedure is executed around its call, frozen in a plan as it was declared.
 *
 * @param searchPath schemas for unqualified names inside the procedure; empty for none
 * @param timeout the longest one statement may take; empty for no limit
 * @param lockTimeout the longest wait for one lock
 * @param watermark its incremental cursor
 * @param rowsOut the OUT or INOUT argument in which the procedure reports a number of rows
 * @param expect what must hold before the commit
 * @param afterSuccess what follows the commit
 * @param transaction who commits
 */
public record Execution(
        List<String> searchPath,
        Optional<Duration> timeout,
        Duration lockTimeout,
        Optional<Watermark> watermark,
        Optional<String> rowsOut,
        Optional<Expectation> expect,
        List<Maintenance> afterSuccess,
        Transaction transaction) {

    /** The lock timeout of a procedure that names none. */
    public static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofMinutes(5);

    public Execution {
        searchPath = List.copyOf(searchPath);
        afterSuccess = List.copyOf(afterSuccess);
    }

    /** Nothing but limits. */
    public static Execution of(List<String> searchPath, Optional<Duration> timeout, Duration lockTimeout) {
        return new Execution(
                searchPath,
                timeout,
                lockTimeout,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Transaction.MANAGED);
    }
}
