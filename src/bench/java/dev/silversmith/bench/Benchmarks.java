package dev.silversmith.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** Runs every benchmark, or those that are named, prints the table and keeps it in {@code target/bench.txt}. */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * Ends with an exception if a benchmark breaks; a figure over its limit is only marked.
     *
     * @param names of {@code core}, {@code server}, {@code lists}, {@code audit}, {@code metrics} and {@code pages}; none for all
     */
    public static void main(String[] names) throws Exception {
        Figures figures = new Figures();
        Map<String, Callable<Void>> all = all(figures);
        for (String name : names.length == 0 ? all.keySet().toArray(String[]::new) : names) {
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException("there is no benchmark '%s' but %s".formatted(name, all.keySet()));
            }
            all.get(name).call();
        }
        String table = figures.table();
        Files.writeString(Path.of("target", "bench.txt"), table);
        System.out.println();
        System.out.println(table);
    }

    private static Map<String, Callable<Void>> all(Figures figures) {
        Map<String, Callable<Void>> all = new LinkedHashMap<>();
        all.put("core", () -> done(() -> new CoreRuns(figures).run()));
        all.put("server", () -> done(() -> new ServerRuns(figures).run()));
        all.put("lists", () -> done(() -> new ListRuns(figures).run()));
        all.put("audit", () -> done(() -> new AuditRuns(figures).run()));
        all.put("metrics", () -> done(() -> new MetricRuns(figures).run()));
        all.put("pages", () -> done(() -> new PageRuns(figures).run()));
        return all;
    }

    /** A benchmark that may break. */
    @FunctionalInterface
    private interface Benchmark {
        void run() throws Exception;
    }

    private static Void done(Benchmark benchmark) throws Exception {
        benchmark.run();
        return null;
    }
}
