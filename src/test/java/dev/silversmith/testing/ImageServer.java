package dev.silversmith.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The server as the image has it: its files, environment, user, command and read-only root are the Dockerfile's, secrets are files. Classes
 * about operations share it. Where the tests are not root's, or namespaces are not allowed, it runs as whoever tests, on the ordinary root.
 */
public final class ImageServer {

    /** A secret of the server's that procedures are given; nobody may ever see it. */
    public static final String CANARY = "kanarie-7f3a'9\"Zq-geel";

    private static ImageServer shared;

    private final ImageFile image = new ImageFile();
    private final Path folder = TestServer.wlp().toAbsolutePath().getParent().resolveSibling("it-image");
    private final TestDatabase database = TestDatabase.unmigrated("image");
    private final WebhookReceiver receiver;
    private final int port;
    private final int httpsPort;
    private final boolean isolated = isAllowed();
    private final Process process;

    private ImageServer() throws IOException {
        forget();
        receiver = WebhookReceiver.start();
        port = freePort();
        httpsPort = freePort();
        Path server = folder.resolve("usr/servers/silversmith");
        LibertyProcess.copyServer(server);
        LibertyConfig.writeUsers(server);
        for (String made : List.of("root", "output", "logs", "secrets")) {
            Files.createDirectories(folder.resolve(made));
        }
        for (Map.Entry<String, String> secret : secrets().entrySet()) {
            Files.writeString(folder.resolve("secrets").resolve(secret.getKey()), secret.getValue());
        }
        ProcessBuilder builder = new ProcessBuilder(command());
        builder.environment().putAll(environment());
        builder.redirectErrorStream(true).redirectOutput(console().toFile());
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
    }

    /** The server, ready. */
    public static synchronized ImageServer get() {
        if (shared == null) {
            try {
                shared = new ImageServer();
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            }
            shared.awaitReady();
        }
        return shared;
    }

    /** A schema of its own for one test. */
    public TestWarehouse warehouse() throws java.sql.SQLException {
        return TestWarehouse.on(database, baseUrl());
    }

    public TestDatabase database() {
        return database;
    }

    public ImageFile image() {
        return image;
    }

    /** Whether it has a root of its own and the image's user. */
    public boolean isIsolated() {
        return isolated;
    }

    public int port() {
        return port;
    }

    public int httpsPort() {
        return httpsPort;
    }

    /** Without a slash at its end. */
    public String baseUrl() {
        return "http://localhost:" + port;
    }

    /** What its files are, by the name of the setting: none of these values may be seen anywhere. */
    public Map<String, String> secrets() {
        return Map.of(
                "SILVERSMITH_DB_PASSWORD",
                database.password(TestDatabase.APP),
                "SILVERSMITH_WAREHOUSE_PASSWORD",
                database.password(TestDatabase.WAREHOUSE),
                "SILVERSMITH_MIGRATION_PASSWORD",
                database.password(TestDatabase.MIGRATE),
                "SILVERSMITH_WEBHOOK_SECRET",
                WebhookReceiver.SECRET,
                "keystore_password",
                "password of the keys",
                "CANARY",
                CANARY);
    }

    /** What it has logged to its file so far. */
    public Path messages() {
        return folder.resolve("logs/messages.log");
    }

    /** What it has printed so far. */
    public Path console() {
        return folder.resolve("console.txt");
    }

    /** The process that serves. */
    public ProcessHandle java() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(one -> one.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> command() throws IOException {
        List<String> command = new ArrayList<>();
        if (isolated) {
            command.addAll(List.of("unshare", "-m", "sh", "-c", script(), "image.sh"));
            Stream.of("root").map(name -> folder.resolve(name).toString()).forEach(command::add);
            command.add(TestServer.wlp().toAbsolutePath().toString());
            Stream.of("usr", "output", "logs", "secrets")
                    .map(name -> folder.resolve(name).toString())
                    .forEach(command::add);
            command.addAll(List.of(System.getProperty("java.home"), image.user()));
            command.addAll(image.entrypoint());
        } else {
            command.addAll(image.entrypoint());
            command.set(
                    0,
                    TestServer.wlp()
                            .toAbsolutePath()
                            .resolve("bin/" + command.get(0))
                            .toString());
        }
        return command;
    }

    private static String script() throws IOException {
        try (InputStream text = ImageServer.class.getResourceAsStream("image.sh")) {
            return new String(text.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(image.environment());
        if (!isolated) {
            environment.putAll(Map.of(
                    "WLP_USER_DIR", folder.resolve("usr").toString(),
                    "WLP_OUTPUT_DIR", folder.resolve("output").toString(),
                    "LOG_DIR", folder.resolve("logs").toString(),
                    "X_LOG_DIR", folder.resolve("logs").toString(),
                    "VARIABLE_SOURCE_DIRS", folder.resolve("secrets").toString()));
        }
        environment.put("JVM_ARGS", environment.get("JVM_ARGS") + " -Xmx512m");
        environment.putAll(Map.of(
                "JAVA_HOME", System.getProperty("java.home"),
                "SILVERSMITH_DB_URL", database.url(),
                "SILVERSMITH_HTTP_HOST", "localhost",
                "SILVERSMITH_HTTP_PORT", Integer.toString(port),
                "SILVERSMITH_HTTPS_PORT", Integer.toString(httpsPort),
                "SILVERSMITH_HTTP_PLAIN", "true",
                "SILVERSMITH_SERVER_ID", "image",
                "SILVERSMITH_WEBHOOK_URL", receiver.url().toString()));
        return environment;
    }

    private void awaitReady() {
        Awaitility.await("readiness of the image's server")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(250))
                .failFast("the server has ended", () -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("the server has ended:\n" + Files.readString(console()));
                    }
                })
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> RawRequest.to(baseUrl() + "/health/ready").send().statusCode() == 200);
    }

    private void kill() {
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
        receiver.close();
    }

    /** What an earlier test run has left. */
    private void forget() throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean isAllowed() {
        return runs("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt") && runs("chroot", "--version");
    }

    private static boolean runs(String... command) {
        try {
            Process tried = new ProcessBuilder(Arrays.asList(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return tried.waitFor(10, TimeUnit.SECONDS) && tried.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
