package dev.silversmith.bench;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.LibertyProcess;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestDatabase;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures the time to the first byte of every page of the console, beside 20,000 runs with a million steps, and with one run of 1,300 steps
 * that was really executed.
 */
final class PageRuns {

    private static final OptionalDouble LIMIT = OptionalDouble.of(300);
    private static final int STEPS = 1_300;
    private static final int STAGE = 100;
    private static final int WARM_UP = 5;
    private static final int TRIES = 9;

    private static final String PROCEDURES = """
            create schema wide;
            grant usage on schema wide to public;
            do $$
            begin
                for number in 0 .. %d loop
                    execute format('create procedure wide.load_%%s() language sql as $p$ select 1 $p$', lpad(number::text, 5, '0'));
                end loop;
            end $$;
            create or replace procedure wide.load_00777() language plpgsql as $p$ begin raise exception 'the 777th fails'; end $p$;
            """;

    private final Figures figures;
    private final TestDatabase database = TestDatabase.fresh("pages");
    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private String base;

    PageRuns(Figures figures) {
        this.figures = figures;
    }

    void run() throws SQLException {
        ListSeed.fill(database);
        try (Connection connection = database.asSuperuser()) {
            Sql.execute(connection, "update silversmith.transformation_procedure set enabled = false");
            Sql.execute(connection, PROCEDURES.formatted(STEPS - 1));
        }
        try (LibertyProcess server =
                LibertyProcess.launch("bench-pages", database).awaitReady()) {
            base = server.baseUrl();
            long number = wideRun();
            logIn();
            for (String page : new String[] {
                "/console/home",
                "/console/home?range=7d",
                "/console/runs",
                "/console/runs?status=failed",
                "/console/runs?page=200",
                "/console/runs?q=nightly-777",
                "/console/run?id=RUN",
                "/console/run?id=RUN&view=steps",
                "/console/run?id=RUN&view=graph",
                "/console/run?id=RUN&view=gantt",
                "/console/run?id=RUN&view=log",
                "/console/run?id=RUN&view=details",
                "/console/step?run=RUN&step=wide.load_00777",
                "/console/step?run=RUN&step=wide.load_00778&tab=deps",
                "/console/cancel?id=RUN",
                "/console/resume?id=RUN",
                "/console/launch?select=schema:wide",
                "/console/approvals",
                "/console/audit",
                "/console/preferences",
                "/console/help"
            }) {
                measure(page, number);
            }
        }
    }

    /** A run of stages of a hundred procedures, each after one of the stage before; one of them fails, and what comes after it is skipped. */
    private long wideRun() {
        String catalog = "version: 1\nprocedures:\n"
                + IntStream.range(0, STEPS).mapToObj(PageRuns::entry).collect(Collectors.joining());
        new ApiClient(base, "engineer")
                .put("/catalog", "application/yaml", catalog)
                .expect(200);
        JsonObject run = new ApiClient(base, "operator").runToEnd("{\"select\": \"schema:wide\", \"maxParallel\": 8}");
        return run.getJsonNumber("number").longValue();
    }

    private static String entry(int number) {
        String parents = number < STAGE ? "" : ", dependsOn: [wide.load_%05d]".formatted(number - STAGE);
        return "  wide.load_%05d: {kind: other, freshness: PT26H%s}\n".formatted(number, parents);
    }

    private void logIn() {
        get("/console/home");
        HttpRequest form = HttpRequest.newBuilder(URI.create(base + "/j_security_check"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("j_username=admin&j_password=admin"))
                .build();
        send(form);
    }

    private void measure(String page, long number) {
        String address = page.replace("RUN", Long.toString(number));
        for (int i = 0; i < WARM_UP; i++) {
            get(address);
        }
        double[] times = new double[TRIES];
        Arrays.setAll(times, i -> get(address));
        Arrays.sort(times);
        figures.add("first byte of " + page, times[TRIES / 2], LIMIT, OptionalDouble.empty());
    }

    /** Milliseconds until the answer begins. */
    private double get(String address) {
        return send(HttpRequest.newBuilder(URI.create(base + address)).build());
    }

    private double send(HttpRequest request) {
        long start = System.nanoTime();
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            double took = (System.nanoTime() - start) / 1e6;
            try (InputStream body = answer.body()) {
                body.readAllBytes();
            }
            if (answer.statusCode() != 200) {
                throw new AssertionError("%s was answered with %d".formatted(request.uri(), answer.statusCode()));
            }
            return took;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", interrupted);
        }
    }
}
