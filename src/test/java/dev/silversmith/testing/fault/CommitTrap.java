package dev.silversmith.testing.fault;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for one COMMIT and stops it before it reaches the database, or its answer on the way back. */
public final class CommitTrap {

    /** What becomes of the connection whose COMMIT has been answered, but not to the client. */
    public enum Then {
        /** It is reset in both directions. */
        CUT,
        /** It stays open, and the client hears nothing on it any more. */
        SILENCE
    }

    private static final Duration LONG = Duration.ofMinutes(2);

    private final String user;
    private final String statement;
    private final boolean holds;
    private final Then then;
    private final CountDownLatch sprung = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile Link link;

    private CommitTrap(String user, String statement, boolean holds, Then then) {
        this.user = user;
        this.statement = statement;
        this.holds = holds;
        this.then = then;
    }

    static CommitTrap holding(String user, String statement) {
        return new CommitTrap(user, statement, true, Then.CUT);
    }

    static CommitTrap ofAnswer(String user, String statement, Then then) {
        return new CommitTrap(user, statement, false, then);
    }

    boolean isFor(String login, Conversation conversation) {
        return login.equals(user) && conversation.has(statement);
    }

    /** The COMMIT has come; a held one waits here. */
    void committing(Link of) throws InterruptedException {
        link = of;
        if (holds) {
            sprung.countDown();
            released.await();
        } else {
            of.swallowFor(this);
        }
    }

    /** The database has answered it, and the answer was swallowed. */
    void answered() {
        if (then == Then.CUT) {
            link.reset();
        }
        sprung.countDown();
    }

    /** Waits until the COMMIT is held, or until the database has answered it and the answer is gone. */
    public CommitTrap awaitHeld() throws InterruptedException {
        if (!sprung.await(LONG.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("no COMMIT of " + user + " with a statement like " + statement);
        }
        return this;
    }

    /** Lets a held COMMIT go on its way. */
    public void release() {
        released.countDown();
    }

    /** Resets the connection of the COMMIT that was awaited: a held one never reaches the database. */
    public void cut() {
        link.reset();
        released.countDown();
    }
}
