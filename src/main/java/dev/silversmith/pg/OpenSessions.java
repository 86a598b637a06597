package dev.silversmith.pg;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The warehouse connections that units of this server work with now. */
@ApplicationScoped
public class OpenSessions {

    private final Set<OpenSession> open = ConcurrentHashMap.newKeySet();

    void add(OpenSession session) {
        open.add(session);
    }

    void remove(OpenSession session) {
        open.remove(session);
    }

    List<OpenSession> all() {
        return List.copyOf(open);
    }

    /** Closes this side of all connections: everybody who waits for an answer gets an error. */
    void abort() {
        all().forEach(OpenSession::abort);
    }
}
