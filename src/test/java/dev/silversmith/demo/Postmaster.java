package dev.silversmith.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The main process of the PostgreSQL server that works on a folder, whoever started it: known by the process id that it keeps in the folder.
 *
 * <p>The number may be stale, and belong to another program by now: only a process that runs PostgreSQL is ended.
 */
final class Postmaster {

    private static final int STOP_SECONDS = 15;

    private final Path data;

    Postmaster(Path data) {
        this.data = data;
    }

    /** Ends the process if there is one, in PostgreSQL's fast way: open transactions roll back, then it writes everything down. */
    void stop() {
        Optional<ProcessHandle> running = process();
        if (running.isEmpty()) {
            return;
        }
        ProcessHandle process = running.get();
        try {
            interrupt(process);
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException stubborn) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Removes the number of a process that is no PostgreSQL (any more), which would keep one from starting. */
    void forgetStrangers() throws IOException {
        Optional<Long> pid = pid();
        boolean lives = pid.flatMap(ProcessHandle::of).isPresent();
        if (process().isEmpty() && (lives || pid.isEmpty())) {
            Files.deleteIfExists(pidFile());
        }
    }

    private Optional<ProcessHandle> process() {
        return pid().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).filter(Postmaster::runsPostgres);
    }

    private static boolean runsPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .filter(program -> program.equals("postgres") || program.equals("postgres.exe"))
                .isPresent();
    }

    private Optional<Long> pid() {
        if (!Files.exists(pidFile())) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(pidFile());
            return lines.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Long.valueOf(lines.get(0).strip()));
        } catch (NumberFormatException halfWritten) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }

    /** SIGINT is the fast way; Java itself can only ask for the slow one, which waits for every client, or kill. */
    private static void interrupt(ProcessHandle process) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noSuchProgram) {
            process.destroy();
        }
    }
}
