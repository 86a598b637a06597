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

    /** Collections that nobody asked for and that stopped everything: the heap was full. */
    public int emergencies() {
        try {
            return (int) Files.readAllLines(gcLog).stream()
                    .filter(line -> line.contains("Pause Full") && !line.contains("Diagnostic Command"))
                    .filter(line -> !line.contains("System.gc()"))
                    .count();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
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
