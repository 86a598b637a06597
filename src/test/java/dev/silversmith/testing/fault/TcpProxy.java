package dev.silversmith.testing.fault;

import dev.silversmith.testing.TestDatabase;
import dev.silversmith.testing.fault.CommitTrap.Then;
import dev.silversmith.testing.fault.Modes.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * A network between clients and PostgreSQL that fails on demand, in plain text.
 *
 * <p>Each mode is set for the logins that are named, or for all connections if none is, and lasts until the next one. Requests to cancel
 * belong to no login: only what is set for all concerns them.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int BACKLOG = 200;

    private final String host;
    private final int target;
    private final ServerSocket door;
    private final Modes modes = new Modes();
    private final Traps traps = new Traps();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    private TcpProxy(String host, int target, ServerSocket door) {
        this.host = host;
        this.target = target;
        this.door = door;
    }

    /** A proxy that passes everything on, with a port of its own on the loopback address. */
    public static TcpProxy to(String host, int port) {
        try {
            ServerSocket door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            TcpProxy proxy = new TcpProxy(host, port, door);
            Threads.start("proxy", proxy::accept);
            return proxy;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** A proxy before the server of this database. */
    public static TcpProxy before(TestDatabase database) {
        return to(database.host(), database.port());
    }

    public int port() {
        return door.getLocalPort();
    }

    /** JDBC URL of the database through this proxy. */
    public String url(TestDatabase database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database.name());
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Threads.start("proxy, requests", () -> relay(client));
            } catch (IOException closed) {
                // The loop's condition says whether it was us.
            }
        }
    }

    private void relay(Socket client) {
        try {
            client.setTcpNoDelay(true);
            if (modes.awaitFlow("") == Mode.REFUSE) {
                Sockets.reset(client);
                return;
            }
            Socket server = new Socket(host, target);
            server.setTcpNoDelay(true);
            Link link = new Link(client, server, modes, traps);
            links.add(link);
            link.relay();
        } catch (IOException | InterruptedException unreachable) {
            Sockets.reset(client);
        }
    }

    /** Everything goes through; what was stalled flows, and connections that have lost bytes are reset. */
    public void pass(String... users) {
        modes.set(Mode.PASS, users);
        links.stream().filter(of(users)).filter(Link::isTorn).forEach(Link::reset);
    }

    /** Nothing goes through in either direction, and nothing is lost; connections stay open, also when one end is gone. */
    public void stall(String... users) {
        modes.set(Mode.STALL, users);
    }

    /** What the clients say is lost silently; what the database says arrives. */
    public void dropTowardsServer(String... users) {
        modes.set(Mode.LOSE_TOWARDS_SERVER, users);
    }

    /** What the database says is lost silently; what the clients say arrives. */
    public void dropTowardsClient(String... users) {
        modes.set(Mode.LOSE_TOWARDS_CLIENT, users);
    }

    /** Resets all open connections; new ones are not concerned. */
    public void reset(String... users) {
        links.stream().filter(of(users)).forEach(Link::reset);
    }

    /** The open connections are lost without a word, with all that is said on them from now on; new ones are not concerned. */
    public void loseOpen(String... users) {
        links.stream().filter(of(users)).forEach(Link::tear);
    }

    /** Resets every new connection at its beginning; open ones are not concerned. */
    public void refuse(String... users) {
        modes.set(Mode.REFUSE, users);
    }

    /** Holds the next COMMIT of a login. */
    public CommitTrap holdCommit(String user) {
        return holdCommit(user, "");
    }

    /**
     * Holds the next COMMIT of a login of a transaction that has such a statement.
     *
     * @param statement a part of its text
     */
    public CommitTrap holdCommit(String user, String statement) {
        return traps.arm(CommitTrap.holding(user, statement));
    }

    /** Lets the next COMMIT of a login through and swallows its answer. */
    public CommitTrap dropCommitAnswer(String user, Then then) {
        return dropCommitAnswer(user, "", then);
    }

    /**
     * Lets the next COMMIT of a login of a transaction that has such a statement through and swallows its answer.
     *
     * @param statement a part of its text
     */
    public CommitTrap dropCommitAnswer(String user, String statement, Then then) {
        return traps.arm(CommitTrap.ofAnswer(user, statement, then));
    }

    private static Predicate<Link> of(String... users) {
        return link -> users.length == 0 || Arrays.asList(users).contains(link.user());
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        links.forEach(Link::reset);
        modes.close();
        traps.close();
    }
}
