package dev.silversmith.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.FullRuns;
import dev.silversmith.testing.Gate;
import dev.silversmith.testing.ImageServer;
import dev.silversmith.testing.OwnServers;
import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Secrets that the server knows, used in runs that end in every way, are then looked for wherever something of a run can be seen. Each place
 * has to show something of the runs, so that one that shows nothing is not taken for one that hides its secrets.
 */
@OwnServers
class SecretCanaryIT {

    private static final String ENTRY = FullRuns.ALLOWED + """
                parameters:
                  p_token: {type: text, secret: CANARY}
            """;

    private final ImageServer server = ImageServer.get();
    private final Map<String, String> places = new LinkedHashMap<>();

    @Test
    void secrets_of_runs_of_every_kind_are_found_nowhere() throws Exception {
        try (TestWarehouse warehouse = server.warehouse();
                Gate gate = Gate.of(server.database(), warehouse)) {
            List<String> runs = runsOfEveryKind(warehouse, gate);
            List<String> steps = Sql.list(
                    warehouse.connection(),
                    String.class,
                    "select id::text from silversmith.transformation_step where run_id::text = any (string_to_array(?, ','))",
                    String.join(",", runs));

            lookAtLogs();
            lookAtTables(warehouse);
            lookAtRest(runs, steps);
            lookAtPages(warehouse, runs);

            for (String place :
                    List.of("log", "steps of all", "catalog", "audit events", "silversmith.transformation_step")) {
                assertThat(places.get(place)).as(place).contains(warehouse.schema());
            }
            assertThat(places.get("silversmith.transformation_step_log"))
                    .as("what was taken out leaves a mark")
                    .contains("token ***");
            needles()
                    .forEach((secret, needle) -> places.forEach((place, text) -> assertThat(text.contains(needle))
                            .as(secret + " in " + place)
                            .isFalse()));
        }
    }

    /** Each secret as it is, without what is written in another way in JSON, HTML or SQL, and as bytes are shown. */
    private Map<String, String> needles() {
        Map<String, String> needles = new LinkedHashMap<>();
        server.secrets().forEach((name, value) -> {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            needles.put(name, name.equals("CANARY") ? value.substring(0, value.indexOf('\'')) : value);
            needles.put(name + " in hex", HexFormat.of().formatHex(bytes));
            needles.put(
                    name + " in Base64",
                    Base64.getEncoder().encodeToString(bytes).replaceAll("=+$", ""));
        });
        return needles;
    }

    private List<String> runsOfEveryKind(TestWarehouse warehouse, Gate gate) throws Exception {
        warehouse.sql("""
                create procedure $s.tells(p_token text) language plpgsql as $$
                begin
                  raise notice 'token %', p_token using detail = p_token, hint = 'is it ' || p_token || '?';
                end $$;
                create procedure $s.fails(p_token text) language plpgsql as $$
                begin
                  raise exception 'refused: %', p_token
                    using detail = p_token, hint = p_token, constraint = p_token, table = p_token, column = p_token, schema = p_token;
                end $$;
                create procedure $s.casts(p_token text) language plpgsql as $$ begin perform p_token::int; end $$;
                create procedure $s.quotes(p_token text) language plpgsql as $$
                begin execute format('select no_such_function(%L)', p_token); end $$;
                """);
        warehouse.sql("create procedure $s.waits(p_token text) language plpgsql as $$ begin " + Gate.pass(warehouse)
                + " end $$");
        for (String name : List.of("tells", "fails", "casts", "quotes", "waits")) {
            warehouse.entry(name, "other", List.of(), ENTRY);
        }
        warehouse.register();
        String quick = "\"select\": \"%1$s.tells %1$s.fails %1$s.casts %1$s.quotes\"".formatted(warehouse.schema());
        List<String> runs = new ArrayList<>();

        places.put(
                "plan",
                warehouse
                        .operator()
                        .post("/plans", "{" + warehouse.select() + "}")
                        .expect(200)
                        .body());
        runs.add(warehouse.operator().runToEnd("{" + quick + "}").getString("id"));
        runs.add(warehouse
                .operator()
                .runToEnd("{\"select\": \"%s.tells\"}".formatted(warehouse.schema()))
                .getString("id"));
        runs.add(full(warehouse, quick));
        runs.add(cancelledDuringItsCall(warehouse, gate));
        assertThat(runs.stream()
                        .map(id ->
                                warehouse.operator().get("/runs/" + id).json().getString("status")))
                .containsExactly("failed", "succeeded", "failed", "cancelled");
        return runs;
    }

    /** A full run: requested, approved, executed. */
    private String full(TestWarehouse warehouse, String select) {
        String id = warehouse
                .operator()
                .run("{%s, \"mode\": \"full\", \"fullRefresh\": {\"confirmed\": true, \"reason\": \"%s\"}}"
                        .formatted(select, FullRuns.REASON))
                .expect(201)
                .json()
                .getString("id");
        FullRuns.decide(new ApiClient(server.baseUrl(), "approver"), id, "approve")
                .expect(200);
        return warehouse.operator().awaitEnd(id).getString("id");
    }

    private String cancelledDuringItsCall(TestWarehouse warehouse, Gate gate) throws SQLException {
        String id = warehouse
                .operator()
                .run("{\"select\": \"%s.waits\"}".formatted(warehouse.schema()))
                .expect(201)
                .json()
                .getString("id");
        gate.awaitWaiting(1);
        places.put(
                "pg_stat_activity",
                String.join(
                        "\n",
                        Sql.list(warehouse.connection(), String.class, "select a::text from pg_stat_activity a")));
        assertThat(places.get("pg_stat_activity")).contains(warehouse.schema(), "waits", "p_token");
        warehouse.operator().post("/runs/" + id + "/cancel", "").expect(202);
        return warehouse.operator().awaitEnd(id).getString("id");
    }

    private void lookAtLogs() throws IOException {
        places.put("console", Files.readString(server.console()));
        try (Stream<Path> files = Files.walk(server.messages().getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                places.put("log " + file.getFileName(), Files.readString(file, StandardCharsets.ISO_8859_1) + " ");
            }
        }
        places.put("log", Files.readString(server.messages()));
    }

    /** Every row of every table, whichever there are. */
    private void lookAtTables(TestWarehouse warehouse) throws SQLException {
        for (String table : Sql.list(warehouse.connection(), String.class, """
                select c.oid::regclass::text
                  from pg_class c
                 where c.relnamespace in ('silversmith'::regnamespace, 'batch'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm')
                   and not c.relispartition
                """)) {
            places.put(
                    table,
                    "rows: "
                            + String.join(
                                    "\n",
                                    Sql.list(
                                            warehouse.connection(),
                                            String.class,
                                            "select t::text from " + table + " t")));
        }
        assertThat(places).containsKeys("silversmith.audit_event", "batch.wlpjobinstance");
    }

    private void lookAtRest(List<String> runs, List<String> steps) {
        ApiClient admin = new ApiClient(server.baseUrl(), "admin");
        places.put("steps of all", admin.get("/steps?limit=100").expect(200).body());
        places.put("catalog", admin.get("/catalog").expect(200).body());
        places.put(
                "audit events", admin.get("/audit-events?limit=100").expect(200).body());
        for (String path : List.of("/runs", "/notifications", "/watermarks", "/watermark-resets")) {
            places.put(path, admin.get(path).expect(200).body());
        }
        for (String run : runs) {
            for (String part : List.of("", "/steps", "/plan", "/plan?format=jobxml", "/logs", "/impact")) {
                places.put(
                        "/runs/" + run + part, admin.get("/runs/" + run + part).body());
            }
        }
        for (String step : steps) {
            places.put("/steps/" + step, admin.get("/steps/" + step).expect(200).body());
            places.put(
                    "/steps/" + step + "/logs",
                    admin.get("/steps/" + step + "/logs").expect(200).body());
        }
    }

    private void lookAtPages(TestWarehouse warehouse, List<String> runs) throws Exception {
        HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                .build();
        browser.send(
                HttpRequest.newBuilder(URI.create(server.baseUrl() + "/j_security_check"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("j_username=admin&j_password=admin"))
                        .build(),
                BodyHandlers.discarding());
        List<String> pages = new ArrayList<>(List.of("/metrics", "/health", "/openapi"));
        for (String page : List.of("home", "runs", "approvals", "audit", "about", "help", "preferences", "launch")) {
            pages.add("/console/" + page);
        }
        pages.add("/console/launch?select=tag:" + warehouse.schema());
        for (String run : runs) {
            JsonObject found =
                    warehouse.operator().get("/runs/" + run).expect(200).json();
            int number = found.getInt("number");
            for (String view : List.of("steps", "log", "graph", "timeline", "plan", "request")) {
                pages.add("/console/run?id=%d&view=%s".formatted(number, view));
            }
            for (String name : List.of("tells", "fails", "casts", "quotes", "waits")) {
                String procedure = URLEncoder.encode(warehouse.schema() + "." + name, StandardCharsets.UTF_8);
                for (String tab : List.of("overview", "log", "sql", "parameters", "error")) {
                    pages.add("/console/step?run=%d&step=%s&tab=%s".formatted(number, procedure, tab));
                }
            }
            for (String page : List.of("approval", "cancel", "resume")) {
                pages.add("/console/%s?id=%d".formatted(page, number));
            }
        }
        for (String page : pages) {
            String text = browser.send(
                            HttpRequest.newBuilder(URI.create(server.baseUrl() + page))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            places.put(page, "page: " + text);
        }
        assertThat(places.get("/console/step?run=%d&step=%s&tab=%s"
                        .formatted(
                                warehouse
                                        .operator()
                                        .get("/runs/" + runs.get(0))
                                        .json()
                                        .getInt("number"),
                                warehouse.schema() + ".fails",
                                "overview")))
                .contains(warehouse.schema() + ".fails", "***");
    }
}
