package dev.silversmith.testing;

import java.util.Map;
import java.util.TreeMap;

/**
 * A running PostgreSQL server for tests, reached by TCP from this and other processes of this machine.
 *
 * <p>An implementation is named in {@code META-INF/services}; without one it is {@link EmbeddedPostgresServer}. It starts its server when
 * it is made, runs it with {@link #SETTINGS}, and stops it when the JVM ends.
 */
public interface PostgresServer {

    /** The time zone of the sessions; no machine that runs these tests is expected to live in it. */
    String TIME_ZONE = "Asia/Kolkata";

    /** What the server is started with: as durable as in production, which the embedded server by itself is not. */
    Map<String, String> SETTINGS = new TreeMap<>(Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "client_connection_check_interval", "500ms",
            "track_commit_timestamp", "on",
            "max_connections", "400",
            "max_prepared_transactions", "0",
            "timezone", TIME_ZONE));

    String host();

    int port();

    String superuser();

    String superuserPassword();
}
