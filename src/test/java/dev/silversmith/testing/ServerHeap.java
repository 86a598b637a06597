package dev.silversmith.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of a server process, asked from outside. */
public final class ServerHeap {

    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private static final Pattern LEFT = Pattern.compile("->(\\d+)M");

    private final long pid;
    private final Path gcLog;

    ServerHeap(long pid, Path gcLog) {
        this.pid = pid;
        this.gcLog = gcLog;
    }

    /** Megabytes that are still in use after everything that can be collected was. */
    public long usedAfterCollection() throws IOException, InterruptedException {
        command("GC.run");
        Matcher used = USED.matcher(command("GC.heap_info"));
        if (!used.find()) {
            throw new IllegalStateException("the heap's size is not told");
        }
        return Long.parseLong(used.group(1)) / 1024;
    }

    /** The most megabytes that were left after any complete collection, whoever asked for it, since the server's start. */
    public long mostInUse() {
        try {
            return Files.readAllLines(gcLog).stream()
                    .filter(line -> line.contains("Pause Full"))
                    .map(LEFT::matcher)
                    .filter(Matcher::find)
                    .mapToLong(left -> Long.parseLong(left.group(1)))
                    .max()
                    .orElse(0);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** All threads with what they are doing. */
    public String threads() throws IOException, InterruptedException {
        return command("Thread.print");
    }

    /** Living instances of a class, and of classes that are made of it, after everything that can be collected was. */
    public long instances(String type) throws IOException, InterruptedException {
        return command("GC.class_histogram")
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(type))
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    private String command(String command) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException(answer);
        }
        return answer;
    }
}
