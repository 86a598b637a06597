package dev.silversmith.fault;

import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.TcpProxy;
import org.awaitility.core.ConditionTimeoutException;

/** One of the servers of the soak: a process that comes and goes, behind a network of its own to the database. */
final class SoakServer implements AutoCloseable {

    /** Every start keeps the log of the one before. */
    private static final String MORE = "<logging maxFiles=\"100\"/>";

    private final String name;
    private final TcpProxy proxy;
    private volatile LibertyProcess process;

    private SoakServer(String name, TcpProxy proxy, LibertyProcess process) {
        this.name = name;
        this.proxy = proxy;
        this.process = process;
    }

    /** Starts it and does not wait for it. */
    static SoakServer launch(String name, TestDatabase database) {
        TcpProxy proxy = TcpProxy.before(database);
        return new SoakServer(name, proxy, LibertyProcess.launch(name, database, proxy.url(database), MORE));
    }

    String name() {
        return name;
    }

    /** Changes with each start. */
    String baseUrl() {
        return process.baseUrl();
    }

    TcpProxy network() {
        return proxy;
    }

    LibertyProcess process() {
        return process;
    }

    /** Starts it again after its end, and does not wait for it. */
    void again() {
        process = process.again();
    }

    /** A server that starts while the machine, the database and the network are troubled has more time for it than others. */
    void awaitReady() {
        for (int patience = 3; ; patience--) {
            try {
                process.awaitReady();
                return;
            } catch (ConditionTimeoutException notYet) {
                if (patience == 0) {
                    throw notYet;
                }
            }
        }
    }

    @Override
    public void close() {
        process.thaw();
        process.close();
        proxy.close();
    }
}
