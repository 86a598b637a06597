package dev.silversmith.testing.fault;

import dev.silversmith.testing.PostgresServer;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A PostgreSQL server of a test's own, to be stopped, crashed, filled and refused: as durable as the suite's, from the same binaries, in a
 * temporary folder. Its settings are those of {@link PostgresServer#SETTINGS}.
 */
public final class OwnCluster implements PostgresServer, AutoCloseable {

    private static final String SUPERUSER = "postgres";
    private static final Duration LONG = Duration.ofMinutes(1);

    /** Passwords count, except the superuser's: a test that spoils the logins' passwords still gets in. */
    private static final String ACCESS = """
            local all all trust
            host all postgres 127.0.0.1/32 trust
            host all all 127.0.0.1/32 scram-sha-256
            """;

    private final Path binaries;
    private final Path folder;
    private final Path wal;
    private final int port;
    private Process process;

    private OwnCluster(Path binaries, Path folder, Path wal) {
        this.binaries = binaries;
        this.folder = folder;
        this.wal = wal;
        this.port = freePort();
    }

    /** A running server. */
    public static OwnCluster start() {
        Path folder = newFolder();
        return start(folder, folder.resolve("wal"));
    }

    /**
     * A running server with its WAL elsewhere.
     *
     * @param wal an empty folder, on a file system that may be too small
     */
    public static OwnCluster start(Path wal) {
        return start(newFolder(), wal);
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("silversmith-cluster");
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static OwnCluster start(Path folder, Path wal) {
        OwnCluster cluster = new OwnCluster(binaries(), folder, wal);
        cluster.initialize();
        cluster.startAgain();
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        return cluster;
    }

    /** Those of the suite's server, which runs on this machine. */
    private static Path binaries() {
        TestDatabase suite = TestDatabase.empty("own_cluster");
        try (Connection superuser = suite.asSuperuser()) {
            return Path.of(
                    Sql.one(superuser, String.class, "select setting from pg_catalog.pg_config where name = 'BINDIR'"));
        } catch (SQLException fault) {
            throw new IllegalStateException("the folder of PostgreSQL's programs is not known", fault);
        }
    }

    private void initialize() {
        List<String> command = asNobody("initdb");
        command.addAll(List.of(
                "-D",
                data().toString(),
                "-X",
                wal.toString(),
                "-U",
                SUPERUSER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale",
                "--no-instructions"));
        try {
            Process initdb = run(command);
            if (initdb.waitFor() != 0) {
                throw new IllegalStateException("initdb failed:\n" + log());
            }
            Files.writeString(data().resolve("pg_hba.conf"), ACCESS);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server was made", interrupted);
        }
    }

    /** PostgreSQL refuses to be started by root: in a user namespace of its own root is nobody. */
    private List<String> asNobody(String program) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.resolve(program).toString());
        return command;
    }

    private Process run(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Path logFile() {
        return folder.resolve("server.log");
    }

    private String log() throws IOException {
        return Files.readString(logFile());
    }

    /** Starts it, again at the same port, and waits until it lets somebody in. */
    public void startAgain() {
        List<String> command = asNobody("postgres");
        command.addAll(List.of("-D", data().toString(), "-p", Integer.toString(port), "-k", ""));
        command.addAll(List.of("-c", "listen_addresses=127.0.0.1"));
        command.addAll(List.of("-c", "max_wal_size=48MB", "-c", "min_wal_size=32MB"));
        SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        try {
            process = run(command);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        awaitUp();
    }

    /** Waits until it lets somebody in. */
    public void awaitUp() {
        Awaitility.await("a PostgreSQL server").atMost(LONG).until(this::answers);
    }

    /** Whether it lets somebody in. */
    public boolean answers() {
        try (Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/postgres?connectTimeout=5".formatted(port), SUPERUSER, SUPERUSER)) {
            return Sql.one(connection, Integer.class, "select 1") == 1;
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** As {@code pg_ctl stop -m fast}: sessions are ended, then everything is written down. */
    public void stopFast() {
        end("INT");
    }

    /** As {@code pg_ctl stop -m immediate}: a crash. */
    public void stopImmediately() {
        end("QUIT");
    }

    private void end(String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            process.onExit().join();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server was stopped", interrupted);
        }
    }

    /** Whether its main process has ended, by itself for example. */
    public boolean hasEnded() {
        return !process.isAlive();
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String superuser() {
        return SUPERUSER;
    }

    @Override
    public String superuserPassword() {
        return SUPERUSER;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Ends it and removes its files; does nothing the second time. */
    @Override
    public synchronized void close() {
        if (process.isAlive()) {
            stopImmediately();
        }
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
