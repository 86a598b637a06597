package dev.silversmith.bench;

import static dev.silversmith.testkit.CatalogBuilder.aCatalog;
import static dev.silversmith.testkit.ProcedureBuilder.aProcedure;
import static dev.silversmith.testkit.RequestBuilder.aRequest;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.plan.PlanRequest;
import dev.silversmith.testkit.CatalogBuilder;
import dev.silversmith.testkit.ProcedureBuilder;
import dev.silversmith.testkit.RequestBuilder;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** Catalogs that are hard on something; the same one for the same size, every time. */
public enum Shape {
    /** Each after the one before it. */
    CHAIN {
        @Override
        void place(int number, int size, Random random, ProcedureBuilder procedure) {
            if (number > 0) {
                procedure.after(name(number - 1));
            }
        }
    },

    /** All after one. */
    FAN_OUT {
        @Override
        void place(int number, int size, Random random, ProcedureBuilder procedure) {
            if (number > 0) {
                procedure.after(name(0));
            }
        }
    },

    /** One after all. */
    FAN_IN {
        @Override
        void place(int number, int size, Random random, ProcedureBuilder procedure) {
            if (number == size - 1) {
                IntStream.range(0, number).mapToObj(Shape::name).forEach(procedure::after);
            }
        }
    },

    /** Each after three others. */
    WEB {
        @Override
        void place(int number, int size, Random random, ProcedureBuilder procedure) {
            if (number < PARENTS) {
                return;
            }
            random.ints(0, number).distinct().limit(PARENTS).forEach(parent -> procedure.after(name(parent)));
        }
    },

    /** As a warehouse has it: dimensions, others and facts with parameters and tags, every second five of them a group. */
    MIXED {
        @Override
        void place(int number, int size, Random random, ProcedureBuilder procedure) {
            int before = number - number % GROUP;
            int third = before * 3 / size;
            procedure
                    .kind(third == 0 ? Kind.DIMENSION : third == 1 ? Kind.OTHER : Kind.FACT)
                    .tags("daily", "team_" + number % 20)
                    .from("p_run", "uuid", ParameterSource.RUN_ID)
                    .value("p_region", "text", "emea");
            if (before > 0) {
                random.ints(2, 0, before).forEach(parent -> procedure.after(name(parent)));
            }
        }

        @Override
        void group(CatalogBuilder catalog, int size) {
            for (int first = 0; first + GROUP <= size; first += 2 * GROUP) {
                catalog.group(
                        "group_" + first,
                        first,
                        IntStream.range(first, first + GROUP)
                                .mapToObj(Shape::name)
                                .toArray(String[]::new));
            }
        }

        @Override
        RequestBuilder requested() {
            return aRequest().perGroup();
        }
    };

    private static final int PARENTS = 3;
    private static final int GROUP = 5;
    private static final int SEED = 42;

    static String name(int number) {
        return "silver.load_%05d".formatted(number);
    }

    /** Gives a procedure its place among those with smaller numbers. */
    abstract void place(int number, int size, Random random, ProcedureBuilder procedure);

    void group(CatalogBuilder catalog, int size) {}

    RequestBuilder requested() {
        return aRequest();
    }

    Catalog catalog(int size) {
        Random random = new Random(SEED);
        CatalogBuilder catalog = aCatalog();
        for (int number = 0; number < size; number++) {
            ProcedureBuilder procedure = aProcedure(name(number));
            place(number, size, random, procedure);
            catalog.with(procedure);
        }
        group(catalog, size);
        return catalog.build();
    }

    /** Asks for all of it. */
    PlanRequest request() {
        return requested().maxParallel(8).build();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
