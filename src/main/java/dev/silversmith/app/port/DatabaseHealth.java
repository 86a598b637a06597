package dev.silversmith.app.port;

import java.util.Optional;

/** Whether the database answers both logins. */
public interface DatabaseHealth {

    /** Why the product cannot work now; empty if it can. */
    Optional<String> trouble();
}
