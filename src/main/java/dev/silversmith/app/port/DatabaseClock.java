package dev.silversmith.app.port;

import java.time.Instant;

/** The one clock that all servers share: what is kept, or compared with what is kept, is told by it. */
public interface DatabaseClock {

    Instant instant();
}
