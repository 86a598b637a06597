package dev.silversmith.bench;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import dev.silversmith.yaml.YamlCatalogFormat;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Measures imports and plans as a client sees them: over HTTP, in the real server, with procedures that exist in the database. */
final class ServerRuns {

    private static final OptionalDouble IMPORT_LIMIT = OptionalDouble.of(20_000);
    private static final OptionalDouble PLAN_LIMIT = OptionalDouble.of(1_000);
    private static final double BODY_LIMIT_KB = 8_192;
    private static final int PLANS = 9;

    private static final String PROCEDURES = """
            create schema silver;
            grant usage on schema silver to public;
            do $$
            begin
                for number in 0 .. %d loop
                    execute format('create procedure silver.load_%%s() language sql as $p$ select 1 $p$', lpad(number::text, 5, '0'));
                end loop;
            end $$
            """;

    private final Figures figures;
    private final TestDatabase database = TestDatabase.unmigrated("bench");

    ServerRuns(Figures figures) {
        this.figures = figures;
    }

    /** How long each request took, in milliseconds. */
    private record Times(double first, double again, double changed, double plan, double prune) {}

    void run() throws SQLException {
        for (Shape shape : Shape.values()) {
            figures.addSize(
                    "catalog file: " + shape.word(), file(shape, Sizes.FULL).length() / 1024.0, BODY_LIMIT_KB);
        }
        try (Connection connection = database.asSuperuser()) {
            Sql.execute(connection, PROCEDURES.formatted(Sizes.FULL - 1));
        }
        try (LibertyProcess server = LibertyProcess.launch("bench", database).awaitReady()) {
            ApiClient engineer = new ApiClient(server.baseUrl(), "engineer");
            first(engineer);
            for (Shape shape : List.of(Shape.CHAIN, Shape.FAN_OUT, Shape.WEB)) {
                report(shape, times(engineer, shape, Sizes.SMALL), times(engineer, shape, Sizes.FULL));
            }
        }
    }

    private void first(ApiClient engineer) {
        String file = file(Shape.WEB, Sizes.FULL);
        String name = ", first after start: " + Shape.WEB.word();
        figures.add("PUT /catalog" + name, timed(() -> put(engineer, "", file)), IMPORT_LIMIT, OptionalDouble.empty());
        figures.add("POST /plans" + name, timed(() -> plan(engineer)), PLAN_LIMIT, OptionalDouble.empty());
        empty(engineer).expect(200);
    }

    private static Times times(ApiClient engineer, Shape shape, int size) {
        String file = file(shape, size);
        return new Times(
                timed(() -> put(engineer, "", file)),
                timed(() -> put(engineer, "", file)),
                timed(() -> put(engineer, "", changed(file))),
                median(() -> plan(engineer)),
                timed(() -> empty(engineer)));
    }

    private void report(Shape shape, Times small, Times full) {
        String of = ": " + shape.word();
        report("PUT /catalog, all new" + of, full.first, small.first, IMPORT_LIMIT);
        report("PUT /catalog, nothing new" + of, full.again, small.again, IMPORT_LIMIT);
        report("PUT /catalog, all changed" + of, full.changed, small.changed, IMPORT_LIMIT);
        report("PUT /catalog, all pruned" + of, full.prune, small.prune, IMPORT_LIMIT);
        report("POST /plans" + of, full.plan, small.plan, PLAN_LIMIT);
    }

    private void report(String name, double full, double small, OptionalDouble limit) {
        figures.add(name, full, limit, OptionalDouble.of(full / small));
    }

    private static String file(Shape shape, int size) {
        return new YamlCatalogFormat().write(shape.catalog(size));
    }

    /** The same file with another field of every procedure. */
    private static String changed(String file) {
        return file.replace(", allowFullRefresh: true", "");
    }

    private static Answer put(ApiClient engineer, String query, String file) {
        return engineer.put("/catalog" + query, "application/yaml", file);
    }

    private static Answer empty(ApiClient engineer) {
        return put(engineer, "?prune=true", "version: 1\nprocedures: {}\n");
    }

    private static Answer plan(ApiClient engineer) {
        return engineer.post("/plans", "{\"maxParallel\": 8}");
    }

    private static double median(Supplier<Answer> request) {
        double[] times = new double[PLANS];
        Arrays.setAll(times, number -> timed(request));
        Arrays.sort(times);
        return times[PLANS / 2];
    }

    private static double timed(Supplier<Answer> request) {
        long start = System.nanoTime();
        request.get().expect(200);
        return (System.nanoTime() - start) / 1e6;
    }
}
