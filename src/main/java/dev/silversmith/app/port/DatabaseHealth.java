package dev.silversmith.app.port;

import java.util.Optional;

/** Whether the database answers both logins. */
public interface DatabaseHealth {

    /** Why the product cannot work now, in words without names or secrets; empty if it can. It answers soon whatever the database does. */
    Optional<String> trouble();

    /** What a failure of work with the database says of it, in such words. */
    String reason(RuntimeException failure);
}
