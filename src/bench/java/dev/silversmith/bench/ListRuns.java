package dev.silversmith.bench;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Predicate;

/** Measures pages of the lists of steps and runs over HTTP at a million steps: every filter, combinations of them, deep pages. */
final class ListRuns {

    private static final OptionalDouble LIMIT = OptionalDouble.of(100);
    private static final int TRIES = 3;
    private static final int DEEP = 200;
    private static final int SOME = 400;

    /** Values of each filter: what is common, what is rare or only old, what there is none of. */
    private static final List<List<String>> STEP_FILTERS = List.of(
            List.of(
                    "procedure=silver.load_00500",
                    "procedure=silver.load_00501",
                    "procedure=silver.load_00511",
                    "procedure=silver.load_00009&procedure=silver.load_00123"),
            List.of("status=succeeded", "status=failed,skipped", "status=interrupted", "status=running"),
            List.of("sqlState=40001", "sqlState=40,57", "sqlState=XX001", "sqlState=0A000"),
            List.of(
                    "from=2025-12-31T12:00:00Z",
                    "to=2025-01-06",
                    "from=2025-06-01&to=2025-06-02",
                    "from=2025-01-05&to=2025-12-30",
                    "from=2027-01-01"),
            List.of("runId=19980", "runId=40"));

    private static final List<List<String>> RUN_FILTERS = List.of(
            List.of("status=succeeded", "status=failed", "status=cancelled", "status=expired"),
            List.of("mode=incremental", "mode=full"),
            List.of("procedure=silver.load_00500", "procedure=silver.load_00501", "procedure=silver.load_00511"),
            List.of("requestedBy=scheduler", "requestedBy=rare", "requestedBy=nobody"),
            List.of("from=2025-12-31T12:00:00Z", "to=2025-01-06", "from=2025-06-01&to=2025-06-02", "from=2027-01-01"),
            List.of("q=nightly-777", "q=GIVEN", "q=zebra", "q=daily_7"));

    private final Figures figures;
    private final TestDatabase database = TestDatabase.fresh("lists");
    private double slowest;
    private String slowestPath = "";

    ListRuns(Figures figures) {
        this.figures = figures;
    }

    void run() throws SQLException {
        ListSeed.fill(database);
        try (LibertyProcess server =
                LibertyProcess.launch("bench-lists", database).awaitReady()) {
            ApiClient viewer = new ApiClient(server.baseUrl(), "viewer");
            warmUp(viewer);
            filters(viewer, "GET /steps", "/steps?", STEP_FILTERS);
            filters(viewer, "GET /runs", "/runs?", RUN_FILTERS);
            add("GET /steps, 200 on a page", median(viewer, "/steps?limit=200"));
            add("GET /steps, 200 failures on a page", median(viewer, "/steps?limit=200&status=failed"));
            add("GET /runs, 200 of 50 steps each", median(viewer, "/runs?limit=200&to=2026-01-02"));
            add("GET /runs, 200 of 1,000 steps each", median(viewer, "/runs?limit=200&requestedBy=gold"));
            add("GET /steps, slowest of 200 pages on", deep(viewer, "/steps?limit=200&status=succeeded"));
            add("GET /steps of a procedure, slowest page", deep(viewer, "/steps?procedure=silver.load_00500"));
            add("GET /runs, slowest of 200 pages on", deep(viewer, "/runs?limit=50&status=succeeded"));
        }
    }

    private static void warmUp(ApiClient viewer) {
        for (int i = 0; i < DEEP; i++) {
            viewer.get("/steps?limit=200").expect(200);
            viewer.get("/runs?q=warm").expect(200);
        }
    }

    private void add(String name, double milliseconds) {
        figures.add(name, milliseconds, LIMIT, OptionalDouble.empty());
    }

    /** Each filter alone, each pair, and of the larger combinations all or some hundreds; the slowest of each kind is noted. */
    private void filters(ApiClient viewer, String name, String path, List<List<String>> filters) {
        List<List<String>> all = combinations(filters, 0);
        add(name + ", no filter", median(viewer, path));
        kind(viewer, name + ", one filter", path, only(all, chosen -> chosen.size() == 1));
        kind(viewer, name + ", two filters", path, only(all, chosen -> chosen.size() == 2));
        List<List<String>> more = only(all, chosen -> chosen.size() > 2);
        Collections.shuffle(more, new Random(4711));
        kind(viewer, name + ", more", path, more.subList(0, Math.min(SOME, more.size())));
    }

    private void kind(ApiClient viewer, String name, String path, List<List<String>> queries) {
        slowest = 0;
        for (List<String> query : queries) {
            String whole = path + String.join("&", query);
            double took = median(viewer, whole);
            if (took > slowest) {
                slowest = took;
                slowestPath = whole;
            }
        }
        add("%s: slowest of %d".formatted(name, queries.size()), slowest);
        System.out.println("    " + slowestPath);
    }

    private static List<List<String>> only(List<List<String>> all, Predicate<List<String>> wanted) {
        return new ArrayList<>(all.stream().filter(wanted).toList());
    }

    private static List<List<String>> combinations(List<List<String>> filters, int from) {
        if (from == filters.size()) {
            return List.of(List.of());
        }
        List<List<String>> all = new ArrayList<>();
        for (List<String> rest : combinations(filters, from + 1)) {
            all.add(rest);
            for (String value : filters.get(from)) {
                List<String> longer = new ArrayList<>(List.of(value));
                longer.addAll(rest);
                all.add(longer);
            }
        }
        return all;
    }

    private static double deep(ApiClient viewer, String path) {
        double slowest = 0;
        String cursor = "";
        for (int page = 0; page < DEEP; page++) {
            String whole = path + cursor;
            Answer answer = viewer.get(whole).expect(200);
            slowest = Math.max(slowest, median(viewer, whole));
            if (answer.json().isNull("nextCursor")) {
                break;
            }
            cursor = "&cursor=" + answer.json().getString("nextCursor");
        }
        return slowest;
    }

    private static double median(ApiClient viewer, String path) {
        double[] times = new double[TRIES];
        Arrays.setAll(times, number -> {
            long start = System.nanoTime();
            viewer.get(path).expect(200);
            return (System.nanoTime() - start) / 1e6;
        });
        Arrays.sort(times);
        return times[TRIES / 2];
    }
}
