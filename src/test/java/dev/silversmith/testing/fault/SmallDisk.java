package dev.silversmith.testing.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few megabytes in memory, to be filled. Only root may make one: a test that needs it is skipped for anybody else. */
public final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 64 * 1024;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    public static SmallDisk of(int megabytes) {
        try {
            Path folder = Files.createTempDirectory("silversmith-disk");
            int mounted =
                    run("mount", "-t", "tmpfs", "-o", "mode=0777,size=" + megabytes + "m", "tmpfs", folder.toString());
            if (mounted != 0) {
                Files.delete(folder);
            }
            Assumptions.assumeTrue(mounted == 0, "a small file system cannot be mounted here: it takes root");
            return new SmallDisk(folder);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noSuchProgram) {
            return -1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a file system was made", interrupted);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Fills what is left of it with a file of ours. */
    public void fill() {
        try (OutputStream out = Files.newOutputStream(ballast())) {
            byte[] block = new byte[BLOCK];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // That is what was wanted.
        }
    }

    /** Makes room again. */
    public void makeRoom() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    @Override
    public void close() {
        run("umount", "-l", folder.toString());
        try {
            Files.deleteIfExists(folder);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
