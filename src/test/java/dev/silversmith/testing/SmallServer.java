package dev.silversmith.testing;

/** One server process with 512 MB that several test classes share; started by the first of them, ended with the JVM. */
public final class SmallServer {

    private static TestDatabase database;
    private static LibertyProcess server;

    private SmallServer() {}

    /** The server, ready. */
    public static synchronized LibertyProcess get() {
        if (server == null) {
            database = TestDatabase.unmigrated("small");
            server = LibertyProcess.launch("small", database);
            Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
            server.awaitReady();
        }
        return server;
    }

    public static synchronized TestDatabase database() {
        get();
        return database;
    }

    /** A schema of its own for one test. */
    public static TestWarehouse warehouse() throws java.sql.SQLException {
        return TestWarehouse.on(database(), get().baseUrl());
    }
}
