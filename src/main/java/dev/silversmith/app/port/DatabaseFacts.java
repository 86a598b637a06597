package dev.silversmith.app.port;

/** What kind of database this is. */
public interface DatabaseFacts {

    /** PostgreSQL's version, as it tells it itself. */
    String version();
}
