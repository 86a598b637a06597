package dev.silversmith.bench;

import dev.silversmith.app.port.CatalogFile;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.plan.Plan;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.core.plan.Planner;
import dev.silversmith.core.plan.Selection;
import dev.silversmith.core.plan.Signature;
import dev.silversmith.core.shared.QualifiedName;
import dev.silversmith.testkit.Signatures;
import dev.silversmith.yaml.YamlCatalogFormat;
import java.util.Map;
import java.util.SortedSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What is measured of the core, without server and database. */
public class CoreBenchmark {

    /** A catalog and a request for all of it. */
    @State(Scope.Benchmark)
    public static class Given {

        @Param("CHAIN")
        Shape shape;

        @Param("10000")
        int size;

        private Catalog catalog;
        private PlanRequest request;
        private Map<QualifiedName, Signature> signatures;
        private String middle;

        @Setup
        public void make() {
            catalog = shape.catalog(size);
            request = shape.request();
            signatures = Signatures.fitting(catalog);
            middle = "+" + Shape.name(size / 2) + "+";
        }
    }

    /** The same catalog as a file. */
    @State(Scope.Benchmark)
    public static class Written {

        private final YamlCatalogFormat format = new YamlCatalogFormat();
        private String file;

        @Setup
        public void write(Given given) {
            file = format.write(given.catalog);
        }
    }

    @Benchmark
    public Plan plan(Given given) {
        return Planner.plan(given.catalog, given.request, given.signatures, Map.of());
    }

    /** One procedure in the middle with all before and after it. */
    @Benchmark
    public SortedSet<QualifiedName> select(Given given) {
        return Selection.of(given.catalog, given.middle, "");
    }

    @Benchmark
    public CatalogFile readFile(Written written) {
        return written.format.read(written.file);
    }

    @Benchmark
    public String writeFile(Given given, Written written) {
        return written.format.write(given.catalog);
    }
}
