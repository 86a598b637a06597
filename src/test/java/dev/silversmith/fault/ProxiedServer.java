package dev.silversmith.fault;

import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.FaultWarehouse;
import dev.silversmith.testing.fault.TcpProxy;
import java.sql.SQLException;

/** A server whose network to the database fails on demand; several test classes share it, and it ends with the JVM. */
final class ProxiedServer {

    private static TestDatabase database;
    private static TcpProxy proxy;
    private static LibertyProcess server;

    private ProxiedServer() {}

    private static synchronized LibertyProcess get() {
        if (server == null) {
            database = TestDatabase.fresh("proxied");
            proxy = TcpProxy.before(database);
            server = LibertyProcess.launch("stop_proxied", database, proxy.url(database), "");
            Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
            server.awaitReady();
        }
        return server;
    }

    static String baseUrl() {
        return get().baseUrl();
    }

    /** Its network; whoever changes it sets it back. */
    static TcpProxy network() {
        get();
        return proxy;
    }

    static TestDatabase database() {
        get();
        return database;
    }

    static FaultWarehouse warehouse() throws SQLException {
        return FaultWarehouse.on(database(), baseUrl());
    }
}
