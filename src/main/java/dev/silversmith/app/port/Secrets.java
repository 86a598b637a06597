package dev.silversmith.app.port;

import java.util.Optional;

/** The configuration properties whose values are given to procedures and shown to nobody. */
public interface Secrets {

    /** The value of a property; empty if this server has none. */
    Optional<String> find(String name);
}
