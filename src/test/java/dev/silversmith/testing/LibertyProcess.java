package dev.silversmith.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real server process with the real WAR, to be killed, stopped or doubled by a test. */
public final class LibertyProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(2);

    /** The same at each start of a server, whose keys it opens again. */
    private static final String KEYSTORE_PASSWORD = UUID.randomUUID().toString();

    private static final String GC_LOG = "gc.log";

    /** A server that has run out of memory must not look like one that is slow. */
    private static final String JVM_ARGUMENTS = "-Xmx512m -XX:+ExitOnOutOfMemoryError -Xlog:gc:file=%s";

    private static final Set<String> STARTED = ConcurrentHashMap.newKeySet();

    private final Launch launch;
    private final Path server;
    private final int port;
    private final Process process;

    private LibertyProcess(Launch launch, Path server, int port, Process process) {
        this.launch = launch;
        this.server = server;
        this.port = port;
        this.process = process;
    }

    /** Everything that a server is started with. */
    private record Launch(
            String name,
            String serverId,
            TestDatabase database,
            String url,
            String more,
            Map<String, String> environment) {}

    /** Starts a server and does not wait for it. */
    public static LibertyProcess launch(String name, TestDatabase database) {
        return launch(name, database, database.url(), "");
    }

    /**
     * Starts a server and does not wait for it.
     *
     * @param url through which it reaches the database
     * @param more elements of its configuration
     */
    public static LibertyProcess launch(String name, TestDatabase database, String url, String more) {
        return launch(name, name, database, url, more);
    }

    /**
     * Starts a server and does not wait for it.
     *
     * @param name of its folder; two servers never share one
     * @param serverId the identity that it claims
     * @param url through which it reaches the database
     * @param more elements of its configuration
     */
    public static LibertyProcess launch(String name, String serverId, TestDatabase database, String url, String more) {
        return start(new Launch(name, serverId, database, url, more, Map.of()));
    }

    /**
     * Starts a server and does not wait for it.
     *
     * @param environment further variables of its process
     */
    public static LibertyProcess launch(String name, TestDatabase database, Map<String, String> environment) {
        return start(new Launch(name, name, database, database.url(), "", environment));
    }

    /** Starts this server again, which has ended, at another port, and does not wait for it. */
    public LibertyProcess again() {
        return start(launch);
    }

    /** As {@link #again}, at the same port, for who has its address open. */
    public LibertyProcess againAtItsPort() {
        return start(launch, port);
    }

    private static LibertyProcess start(Launch launch) {
        return start(launch, freePort());
    }

    private static LibertyProcess start(Launch launch, int port) {
        String name = launch.name();
        Path user = TestServer.wlp().toAbsolutePath().getParent().resolveSibling("it-servers");
        Path server = user.resolve("servers").resolve(name);
        try {
            if (STARTED.add(name)) {
                forget(server);
            }
            copyServer(server);
            LibertyConfig.write(server, launch.database(), launch.url(), launch.serverId(), port, launch.more());
            ProcessBuilder builder = new ProcessBuilder(
                    TestServer.wlp().toAbsolutePath().resolve("bin/server").toString(), "run", name);
            builder.environment()
                    .putAll(Map.of(
                            "WLP_USER_DIR",
                            user.toString(),
                            "JVM_ARGS",
                            JVM_ARGUMENTS.formatted(server.resolve(GC_LOG)),
                            "keystore_password",
                            KEYSTORE_PASSWORD));
            builder.environment().putAll(launch.environment());
            builder.redirectErrorStream(true)
                    .redirectOutput(server.resolve("console.txt").toFile());
            LibertyProcess started = new LibertyProcess(launch, server, port, builder.start());
            // One that survives this JVM would take over the configuration of the next of its name.
            Runtime.getRuntime().addShutdownHook(new Thread(started::kill));
            return started;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** What an earlier test run has left, keys of another password among it. */
    private static void forget(Path server) throws IOException {
        if (Files.isDirectory(server)) {
            try (Stream<Path> files = Files.walk(server)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** The product's own files of a server, as the build makes them. */
    static void copyServer(Path server) throws IOException {
        Path from = Path.of("liberty").toAbsolutePath();
        for (String file : List.of("server.xml", "application.xml")) {
            copy(from.resolve(file), server.resolve(file));
        }
        copy(TestServer.war().toPath(), server.resolve("apps/silversmith.war"));
        Path libraries = TestServer.directory().resolve("lib/global");
        try (Stream<Path> jars = Files.list(libraries)) {
            for (Path jar : jars.toList()) {
                copy(jar, server.resolve("lib/global").resolve(jar.getFileName().toString()));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Waits until the server serves requests. */
    public LibertyProcess awaitReady() {
        Awaitility.await("readiness of " + server.getFileName())
                .atMost(START)
                .pollInterval(Duration.ofMillis(250))
                .failFast("the server has ended", this::assertAlive)
                .until(this::ready);
        return this;
    }

    private void assertAlive() {
        if (!process.isAlive()) {
            throw new AssertionError("the server has ended:\n" + console());
        }
    }

    private boolean ready() {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(baseUrl() + "/health/ready")).build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 && answer.body().contains("database");
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server started", interrupted);
        }
    }

    /** Without a slash at its end. */
    public String baseUrl() {
        return "http://localhost:" + port;
    }

    /** What the server has printed so far. */
    public String console() {
        try {
            return Files.readString(server.resolve("console.txt"));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Its processes' memory. */
    public ServerHeap heap() {
        ProcessHandle java = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(one -> one.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
        return new ServerHeap(java.pid(), server.resolve(GC_LOG));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The application's file, which the server takes for the application being there. */
    public Path application() {
        return server.resolve("apps/silversmith.war");
    }

    /** What the server has logged so far, below the level of its console too. */
    public String messages() {
        try {
            return Files.readString(server.resolve("logs/messages.log"));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Ends the process at once, as {@code kill -9} does. */
    public void kill() {
        List<ProcessHandle> all = handles();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
    }

    private List<ProcessHandle> handles() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /** Stops the process where it is, as {@code kill -STOP} does: it holds all that it has and does nothing. */
    public void freeze() {
        Signals.send("STOP", handles());
    }

    /** Lets a frozen process go on, as {@code kill -CONT} does. */
    public void thaw() {
        Signals.send("CONT", handles());
    }

    /** Ends the process in an orderly way, as {@code kill} does, and waits for its end. */
    public void stop() {
        terminate();
        process.onExit().join();
    }

    /** Asks the process for its orderly end, as {@code kill} does, and does not wait for it. */
    public void terminate() {
        List<ProcessHandle> children = process.descendants().toList();
        (children.isEmpty() ? List.of(process.toHandle()) : children).forEach(ProcessHandle::destroy);
    }

    /**
     * Waits until the process has ended.
     *
     * @return the status with which it has
     */
    public int awaitGone(Duration atMost) {
        Awaitility.await("the end of " + server.getFileName()).atMost(atMost).until(() -> !process.isAlive());
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
