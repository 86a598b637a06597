package dev.silversmith.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * From the start of the database to the end of everything. The server's process belongs to Maven; this class prepares what it needs, speaks
 * to it when it is ready, and when the JVM ends waits for it and stops the database last.
 *
 * <p>Ctrl-C may come at any moment: from then on nothing new is started, and whatever was being started is ended until nothing is left.
 */
public final class DemoLife {

    private static final Duration SERVER_START = Duration.ofMinutes(3);
    private static final Duration SERVER_STOP = Duration.ofSeconds(40);

    private final DemoSettings settings;
    private final DemoFolder folder;
    private final DemoServer server;
    private final Postmaster postmaster;
    private final AtomicBoolean ending = new AtomicBoolean();

    /** Open when the starting thread starts nothing more: it is through, it gave up, or it waits for the end. */
    private final CountDownLatch settled = new CountDownLatch(1);

    private volatile boolean up;

    private DemoLife(DemoSettings settings, DemoFolder folder) {
        this.settings = settings;
        this.folder = folder;
        this.server = new DemoServer(settings);
        this.postmaster = new Postmaster(folder.data());
    }

    /** Starts the database and returns; ends the JVM with a sentence if that is not possible. */
    public static void start() {
        try {
            DemoSettings settings = DemoSettings.read();
            DemoLife life = new DemoLife(settings, DemoFolder.lock(Path.of(".demo")));
            life.begin();
        } catch (DemoRefused refusal) {
            Console.error(refusal.getMessage());
            System.exit(1);
        }
    }

    private void begin() {
        Thread starter = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(starter), "demo end"));
        try {
            server.stopLeftover();
            postmaster.stop();
            server.requirePorts();
            new DemoDatabase(settings, folder).start();
        } catch (IOException | SQLException | RuntimeException fault) {
            waitIfEnding();
            settled.countDown();
            throw refused(fault);
        }
        waitIfEnding();
        up = true;
        settled.countDown();
        Thread guide = new Thread(this::guide, "demo guide");
        guide.setDaemon(true);
        guide.start();
    }

    private DemoRefused refused(Exception fault) {
        if (fault instanceof DemoRefused refusal) {
            return refusal;
        }
        return new DemoRefused(
                "The demo's database does not start: %s. Its log is %s; to begin anew, remove the folder %s."
                        .formatted(fault.getMessage(), folder.log(), folder.path()),
                fault);
    }

    /** What the demo does when the server is up: the first run, and its summary. Without a server there is no demo. */
    private void guide() {
        try {
            server.awaitReady(SERVER_START);
        } catch (DemoRefused refusal) {
            complain(refusal.getMessage());
            System.exit(1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            Console.line(System.lineSeparator() + new SampleRun(server.address()).summary());
            Console.line(farewell());
        } catch (DemoRefused refusal) {
            complain(refusal.getMessage());
        } catch (IOException | RuntimeException fault) {
            complain("The demo's run could not be made or shown: " + fault + ". The server stays up; Ctrl-C stops it.");
        }
    }

    private String farewell() {
        return """
                Console   %s/console/
                Users     viewer, engineer, operator, approver, approver2, auditor, admin (password = name)
                Database  psql -h 127.0.0.1 -p %d -U postgres warehouse (password postgres)
                Stop      Ctrl-C; the data stays in %s
                """.formatted(server.address(), settings.databasePort(), folder.path());
    }

    private void complain(String what) {
        if (!ending.get()) {
            Console.error(what);
        }
    }

    /** The server first, then the database: so that a run which is being stopped can say how it ended. */
    private void end(Thread starter) {
        ending.set(true);
        if (up) {
            Console.line("Stopping the server and the database ...");
        }
        while (settled.getCount() > 0) {
            starter.interrupt();
            server.stopChildren(Duration.ofMillis(200));
            postmaster.stop();
        }
        server.stopChildren(SERVER_STOP);
        postmaster.stop();
        server.stopChildren(SERVER_STOP);
        if (up) {
            Console.line("Stopped. The data stays in " + folder.path() + ".");
        }
    }

    /** Keeps Maven for ever from going on and starting the server while the JVM ends. */
    private void waitIfEnding() {
        if (ending.get()) {
            settled.countDown();
            new Semaphore(0).acquireUninterruptibly();
        }
    }
}
