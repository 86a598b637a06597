package dev.silversmith.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Runs every benchmark, prints the table and keeps it in {@code target/bench.txt}. */
public final class Benchmarks {

    private Benchmarks() {}

    /** Ends with an exception if a benchmark breaks; a figure over its limit is only marked. */
    public static void main(String[] arguments) throws Exception {
        Figures figures = new Figures();
        new CoreRuns(figures).run();
        new ServerRuns(figures).run();
        new ListRuns(figures).run();
        new AuditRuns(figures).run();
        String table = figures.table();
        Files.writeString(Path.of("target", "bench.txt"), table);
        System.out.println();
        System.out.println(table);
    }
}
