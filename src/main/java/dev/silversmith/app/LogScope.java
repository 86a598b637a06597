package dev.silversmith.app;

import dev.silversmith.core.shared.OneLine;
import java.util.UUID;

/**
 * What the server's log lines of this thread are about: a run, and while one of its units is executed the attempt and the procedure. Whoever
 * writes a line need not say it again; a log in JSON has them as fields. Scopes are closed in the reverse order of their opening, by the
 * thread that opened them.
 */
public final class LogScope implements AutoCloseable {

    private static final ThreadLocal<LogScope> CURRENT = new ThreadLocal<>();

    private final LogScope outer;
    private final String run;
    private final String step;
    private final String procedure;

    private LogScope(LogScope outer, String run, String step, String procedure) {
        this.outer = outer;
        this.run = run;
        this.step = step;
        this.procedure = procedure;
        CURRENT.set(this);
    }

    /** From now on lines are about this run. */
    public static LogScope ofRun(UUID run) {
        return new LogScope(CURRENT.get(), run.toString(), null, null);
    }

    /**
     * From now on lines are about this attempt in the run that they were about before.
     *
     * @param procedure its name; of a group the names of its members
     */
    public static LogScope ofStep(UUID step, String procedure) {
        return new LogScope(CURRENT.get(), run(), step.toString(), OneLine.of(procedure));
    }

    /** The run's id; null if lines are about no run. */
    public static String run() {
        LogScope scope = CURRENT.get();
        return scope == null ? null : scope.run;
    }

    /** The attempt's id, of a group its first member's; null if lines are about no attempt. */
    public static String step() {
        LogScope scope = CURRENT.get();
        return scope == null ? null : scope.step;
    }

    /** The procedure's name, of a group its members'; null if lines are about none. */
    public static String procedure() {
        LogScope scope = CURRENT.get();
        return scope == null ? null : scope.procedure;
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
