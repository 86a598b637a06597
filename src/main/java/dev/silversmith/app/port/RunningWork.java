package dev.silversmith.app.port;

/** What has to be done again and again while procedures run. */
public interface RunningWork {

    /** Takes the messages of every call under way. */
    void collectMessages();

    /** Writes the log lines that wait. */
    void writeLog();

    /** Frees units that wait for an answer of the database that will never come. */
    void watchSessions();

    /** Frees every unit that waits for an answer of the database, for the server ends. */
    void abortSessions();
}
