package dev.silversmith.app.port;

/** For how long a database that does not answer is asked again. */
public interface Patience {

    /** Whether no answer is waited for any more: this server ends, and what is not known is found out by the next one that lives. */
    boolean isOver();
}
