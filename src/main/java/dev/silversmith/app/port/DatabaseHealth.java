package dev.silversmith.app.port;

import java.util.Optional;

/** Whether the database answers both logins, and has the schema that this server knows. */
public interface DatabaseHealth {

    /** Why the product cannot work now, in words without names or secrets; empty if it can. It answers soon whatever the database does. */
    Optional<String> trouble();

    /**
     * Why the schema is not the one that this server was started with, in such words; empty if it is, or if nobody knows because the database
     * is in trouble.
     */
    Optional<String> schemaTrouble();

    /**
     * The start has found the schema right.
     *
     * @param version of the last migration that this server knows; a later one of a newer server does no harm
     */
    void schemaIs(String version);

    /** What a failure of work with the database says of it, in such words. */
    String reason(RuntimeException failure);
}
