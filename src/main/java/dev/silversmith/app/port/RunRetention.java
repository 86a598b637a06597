package dev.silversmith.app.port;

/** Deletes runs that ended longer ago than the database's policy says. */
public interface RunRetention {

    /**
     * Deletes some of them, the oldest first, with all that they have written, in the caller's transaction. A run that holds the last success of
     * a procedure or of a view stays; the audit trail is told of the others.
     *
     * @param most how many at most, from 1 to 1000
     * @return how many; fewer than {@code most} also where they are large; 0 if none is left, or somebody else is in the way for now
     */
    int purge(int most);
}
