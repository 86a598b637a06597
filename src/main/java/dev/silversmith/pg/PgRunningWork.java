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
    private final SessionWatch watch;
    private final OpenSessions sessions;

    @Inject
    PgRunningWork(LiveMessages messages, StepLog log, SessionWatch watch, OpenSessions sessions) {
        this.messages = messages;
        this.log = log;
        this.watch = watch;
        this.sessions = sessions;
    }

    PgRunningWork() {
        this(null, null, null, null);
    }

    @Override
    public void collectMessages() {
        messages.round();
    }

    @Override
    public void writeLog() {
        log.flush();
    }

    @Override
    public void watchSessions() {
        watch.round();
    }

    @Override
    public void abortSessions() {
        sessions.abort();
    }
}
