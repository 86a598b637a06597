package dev.silversmith.pg;

import dev.silversmith.app.port.RunningWork;
import dev.silversmith.app.port.StepLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** The periodic work of this package. */
@ApplicationScoped
public class PgRunningWork implements RunningWork {

    private final LiveMessages messages;
    private final StepLog log;

    @Inject
    PgRunningWork(LiveMessages messages, StepLog log) {
        this.messages = messages;
        this.log = log;
    }

    PgRunningWork() {
        this(null, null);
    }

    @Override
    public void collectMessages() {
        messages.round();
    }

    @Override
    public void writeLog() {
        log.flush();
    }
}
