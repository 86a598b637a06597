package dev.silversmith.app.port;

/** Makes room for new log lines and drops old ones. */
public interface LogRetention {

    /** Makes the partitions of the next months and drops those older than so many months. */
    void keep(int months);
}
