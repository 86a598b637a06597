package dev.silversmith.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The demo's Open Liberty, which Maven starts: its ports, its readiness, its processes. */
final class DemoServer {

    private static final String NAME = "demo";
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final long ASK_AGAIN_MILLIS = 250;

    private final DemoSettings settings;

    DemoServer(DemoSettings settings) {
        this.settings = settings;
    }

    URI address() {
        return URI.create("http://localhost:" + settings.httpPort());
    }

    /**
     * Makes sure that server and database will be able to listen.
     *
     * @throws DemoRefused naming the port that is taken, and how to take another
     */
    void requirePorts() {
        requireFree("127.0.0.1", settings.databasePort(), DemoSettings.DATABASE_PORT);
        requireFree("localhost", settings.httpPort(), DemoSettings.HTTP_PORT);
        requireFree("localhost", settings.httpsPort(), DemoSettings.HTTPS_PORT);
    }

    private static void requireFree(String host, int port, String setting) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException taken) {
            throw new DemoRefused(
                    "Port %d is in use: stop the program that listens there, or choose another port with the environment variable %s."
                            .formatted(port, setting),
                    taken);
        }
    }

    /**
     * Waits until the server can serve requests.
     *
     * @throws DemoRefused if that takes longer than the given time, or will never be
     */
    void awaitReady(Duration most) throws InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).build();
        HttpRequest question = HttpRequest.newBuilder(address().resolve("/health/ready"))
                .timeout(ANSWER)
                .build();
        ServerLog log = new ServerLog(Path.of("target/liberty/wlp/usr/servers/demo/logs/messages.log"), Instant.now());
        String last = "";
        for (long end = System.nanoTime() + most.toNanos(); System.nanoTime() < end; Thread.sleep(ASK_AGAIN_MILLIS)) {
            Optional<String> refusal = log.refusal();
            if (refusal.isPresent()) {
                throw new DemoRefused("%s (the server's log: %s)".formatted(refusal.get(), log.file()));
            }
            try {
                HttpResponse<String> answer = client.send(question, HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return;
                }
                last = answer.body();
            } catch (IOException notYet) {
                last = "it does not answer";
            }
        }
        throw new DemoRefused("The server was not ready after %d seconds (%s): its log says why, %s."
                .formatted(most.toSeconds(), last, log.file()));
    }

    /** Ends a server that an earlier demo left behind when it was killed. */
    void stopLeftover() {
        List<ProcessHandle> leftovers = leftovers().toList();
        if (!leftovers.isEmpty()) {
            Console.line("Stopping the server that a demo left behind when it was killed ...");
            stop(leftovers, Duration.ofSeconds(40));
        }
    }

    /** Ends every process that was started by this JVM, by force after the given time. */
    void stopChildren(Duration patience) {
        stop(ProcessHandle.current().descendants().toList(), patience);
    }

    private static Stream<ProcessHandle> leftovers() {
        String home = Path.of("target/liberty/wlp").toAbsolutePath().toString();
        long self = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self)
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(home) && line.strip().endsWith(" " + NAME))
                        .isPresent());
    }

    private static void stop(List<ProcessHandle> processes, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        processes.forEach(ProcessHandle::destroy);
        boolean waiting = true;
        while (waiting && processes.stream().anyMatch(ProcessHandle::isAlive)) {
            waiting = pause() && System.nanoTime() < end;
        }
        processes.forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean pause() {
        try {
            Thread.sleep(50);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
