package dev.silversmith.testing.fault;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A warehouse of random procedures, and random requests over them; all drawn from one source of numbers, so that a seed draws them again.
 *
 * <p>Procedures are numbered in an order that the plan may follow: parents have smaller numbers, dimensions lie in the first half and facts
 * in the second, and a group is a piece of that order. So every selection of them has a plan.
 */
public final class RandomGraph {

    /**
     * What may become of a call.
     *
     * @param slowest longest time of a call in milliseconds
     * @param transients one of so many procedures fails transiently each second call, and is tried up to four times; 0 for none
     * @param failures one of so many procedures fails each fifth call for good; 0 for none
     */
    public record Habits(int slowest, int transients, int failures) {}

    private static final String TRANSIENT =
            "if currval('$s.calls_%s') %% 2 = 1 then raise exception 'not this time' using errcode = '40001'; end if;";
    private static final String FAILURE =
            "if currval('$s.calls_%s') %% 5 = 3 then raise exception 'this is bad' using errcode = '22023'; end if;";

    private final FaultWarehouse warehouse;
    private final Random random;
    private final Habits habits;
    private final List<String> names;
    private final List<String> loads = new ArrayList<>();

    private RandomGraph(FaultWarehouse warehouse, Random random, int procedures, Habits habits) {
        this.warehouse = warehouse;
        this.random = random;
        this.habits = habits;
        this.names = IntStream.range(0, procedures).mapToObj("p%02d"::formatted).toList();
    }

    /** Makes the procedures and imports their catalog. */
    public static RandomGraph in(FaultWarehouse warehouse, Random random, int procedures, Habits habits)
            throws SQLException {
        RandomGraph graph = new RandomGraph(warehouse, random, procedures, habits);
        for (int i = 0; i < procedures; i++) {
            graph.procedure(i);
        }
        graph.groups();
        warehouse.register();
        return graph;
    }

    public FaultWarehouse warehouse() {
        return warehouse;
    }

    /** The procedures with a watermark. */
    public List<String> loads() {
        return List.copyOf(loads);
    }

    private void procedure(int place) throws SQLException {
        String name = names.get(place);
        String kind = random.nextInt(3) > 0 ? "other" : place < names.size() / 2 ? "dimension" : "fact";
        String body = "perform pg_sleep(%s);".formatted(random.nextInt(habits.slowest() + 1) / 1000.0);
        boolean retried = oneOf(habits.transients());
        body += retried ? TRANSIENT.formatted(name) : oneOf(habits.failures()) ? FAILURE.formatted(name) : "";
        if (random.nextInt(4) == 0) {
            warehouse.load(name, kind, parents(place), body).feed(name, random.nextInt(5));
            loads.add(name);
        } else {
            warehouse.procedure(name, kind, parents(place), body);
        }
        if (retried) {
            warehouse.retry(4, "PT0.05S");
        }
    }

    private boolean oneOf(int many) {
        return many > 0 && random.nextInt(many) == 0;
    }

    private List<String> parents(int place) {
        List<String> parents = new ArrayList<>();
        for (int tries = random.nextInt(4); place > 0 && tries > 0; tries--) {
            String parent = names.get(Math.max(0, place - 1 - random.nextInt(8)));
            if (!parents.contains(parent)) {
                parents.add(parent);
            }
        }
        return parents;
    }

    private void groups() {
        int sequence = 0;
        for (int first = random.nextInt(5); first + 4 < names.size(); first += 4 + random.nextInt(6)) {
            int members = 2 + random.nextInt(3);
            sequence++;
            warehouse.group("g" + sequence, sequence, names.subList(first, first + members));
        }
    }

    /** The body of a request over all of it, or over a random part. */
    public String request() {
        String schema = warehouse.schema();
        String some = schema + "." + names.get(random.nextInt(names.size()));
        String select =
                switch (random.nextInt(4)) {
                    case 0 -> "tag:" + schema;
                    case 1 -> "+" + some;
                    case 2 -> some + "+";
                    default -> "%s 2+%s.%s".formatted(some, schema, names.get(random.nextInt(names.size())));
                };
        return "{\"select\": \"%s\", \"maxParallel\": %d, \"transactionScope\": \"%s\", \"onFailure\": \"%s\"}"
                .formatted(
                        select,
                        1 + random.nextInt(6),
                        random.nextBoolean() ? "per_group" : "per_procedure",
                        random.nextInt(3) == 0 ? "stop" : "continue");
    }
}
