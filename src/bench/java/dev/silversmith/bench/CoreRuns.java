package dev.silversmith.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link CoreBenchmark} in JVMs of its own: cold as right after a start, warm as after some use. */
final class CoreRuns {

    private static final OptionalDouble PLAN_LIMIT = OptionalDouble.of(1_000);

    private final Figures figures;

    CoreRuns(Figures figures) {
        this.figures = figures;
    }

    void run() throws RunnerException {
        for (RunResult run : new Runner(cold().build()).run()) {
            figures.add(
                    "plan, first after start: " + shape(run).word(),
                    run.getPrimaryResult().getScore(),
                    PLAN_LIMIT,
                    OptionalDouble.empty());
        }
        warm("plan", PLAN_LIMIT, Shape.values());
        warm("select", PLAN_LIMIT, Shape.WEB);
        warm("readFile", OptionalDouble.empty(), Shape.WEB);
        warm("writeFile", OptionalDouble.empty(), Shape.WEB);
    }

    private void warm(String benchmark, OptionalDouble limit, Shape... shapes) throws RunnerException {
        Map<Shape, Double> small = new HashMap<>();
        for (RunResult run : new Runner(warm(benchmark, Sizes.SMALL, shapes).build()).run()) {
            small.put(shape(run), run.getPrimaryResult().getScore());
        }
        for (RunResult run : new Runner(warm(benchmark, Sizes.FULL, shapes).build()).run()) {
            double score = run.getPrimaryResult().getScore();
            figures.add(
                    benchmark + ", warm: " + shape(run).word(),
                    score,
                    limit,
                    OptionalDouble.of(score / small.get(shape(run))));
        }
    }

    private static Shape shape(RunResult run) {
        return Shape.valueOf(run.getParams().getParam("shape"));
    }

    private static ChainedOptionsBuilder cold() {
        return options("plan", Sizes.FULL, Shape.values())
                .mode(Mode.SingleShotTime)
                .forks(5)
                .warmupIterations(0)
                .measurementIterations(1);
    }

    private static ChainedOptionsBuilder warm(String benchmark, int size, Shape... shapes) {
        return options(benchmark, size, shapes)
                .mode(Mode.AverageTime)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1));
    }

    private static ChainedOptionsBuilder options(String benchmark, int size, Shape... shapes) {
        List<String> names = Arrays.stream(shapes).map(Shape::name).toList();
        return new OptionsBuilder()
                .include("^" + CoreBenchmark.class.getName().replace(".", "\\.") + "\\." + benchmark + "$")
                .param("shape", names.toArray(String[]::new))
                .param("size", String.valueOf(size))
                .timeUnit(TimeUnit.MILLISECONDS)
                .jvmArgsAppend("-Xmx512m")
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
    }
}
