package dev.silversmith.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the demo keeps over restarts: the database's files, its log, and the lock that one living demo holds. The operating system gives the
 * lock back whatever way a demo ends, so who holds it knows that every process of an earlier demo is a leftover.
 */
final class DemoFolder {

    private final Path path;
    private final FileLock lock;

    private DemoFolder(Path path, FileLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes the folder for this JVM until it ends.
     *
     * @throws DemoRefused if another demo has it
     */
    static DemoFolder lock(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new DemoRefused("The demo is running in this folder already: stop that one first, with Ctrl-C.");
            }
            return new DemoFolder(path, lock);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return path;
    }

    /** The database's files. */
    Path data() {
        return path.resolve("data").toAbsolutePath();
    }

    /** The database's log, of this and earlier starts. */
    Path log() {
        return path.resolve("postgres.log");
    }

    /** Removes files that were only being made when an earlier start was ended; they hold nothing yet. */
    void removeUnfinishedData() throws IOException {
        if (!lock.isValid() || Files.exists(whole()) || !Files.exists(data())) {
            return;
        }
        List<Path> files;
        try (Stream<Path> found = Files.walk(data())) {
            files = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    /** Says that the database's files are whole; from now on they are kept. */
    void keepData() throws IOException {
        if (!Files.exists(whole())) {
            Files.createFile(whole());
        }
    }

    private Path whole() {
        return path.resolve("data-is-whole");
    }
}
