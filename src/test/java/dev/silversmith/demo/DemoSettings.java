package dev.silversmith.demo;

import java.util.Map;

/**
 * Where the demo listens, from the environment.
 *
 * @param databasePort TCP port of the embedded PostgreSQL on 127.0.0.1
 * @param httpPort the server's port of plain http, on localhost
 * @param httpsPort the server's port of https, on localhost
 */
record DemoSettings(int databasePort, int httpPort, int httpsPort) {

    static final String DATABASE_PORT = "SILVERSMITH_DEMO_DB_PORT";
    static final String HTTP_PORT = "SILVERSMITH_HTTP_PORT";
    static final String HTTPS_PORT = "SILVERSMITH_HTTPS_PORT";

    static DemoSettings read() {
        return of(System.getenv());
    }

    /** The settings of an environment; the same defaults stand in the server's configuration of the demo. */
    static DemoSettings of(Map<String, String> environment) {
        return new DemoSettings(
                port(environment, DATABASE_PORT, 54329),
                port(environment, HTTP_PORT, 9080),
                port(environment, HTTPS_PORT, 9443));
    }

    private static int port(Map<String, String> environment, String name, int ordinary) {
        String text = environment.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return ordinary;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, with the same words as a number out of range.
        }
        throw new DemoRefused("%s must be a port from 1 to 65535, not '%s'.".formatted(name, text));
    }
}
