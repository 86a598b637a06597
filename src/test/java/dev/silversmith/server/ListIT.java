package dev.silversmith.server;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.silversmith.server.ListSample.Run;
import dev.silversmith.server.ListSample.Step;
import dev.silversmith.testing.ApiClient;
import dev.silversmith.testing.ApiClient.Answer;
import dev.silversmith.testing.TestServer;
import dev.silversmith.testing.TestWarehouse;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The lists of steps and runs against a look at each of them, with random filters, page by page. */
@ArquillianTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListIT {

    private static final Instant FIRST = Instant.parse("2031-05-01T00:00:00Z");
    private static final int ROUNDS = 100;
    private static final List<String> LIMITS = List.of("3", "7", "50", "200");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private TestWarehouse warehouse;
    private ListSample sample;
    private ApiClient viewer;

    @BeforeAll
    void fill() throws Exception {
        viewer = new ApiClient(TestServer.baseUrl(), "viewer");
        warehouse = TestWarehouse.on(TestServer.database(), TestServer.baseUrl());
        sample = ListSample.of(warehouse, random, FIRST, 60);
    }

    @AfterAll
    void disconnect() throws Exception {
        warehouse.close();
    }

    /** A query string and what it means. */
    private static final class Filter<T> {
        private final List<String> parameters = new ArrayList<>();
        private Predicate<T> wanted = any -> true;

        Filter<T> add(String name, String value, Predicate<T> meaning) {
            parameters.add(name + "=" + encode(value, UTF_8));
            wanted = wanted.and(meaning);
            return this;
        }

        String query() {
            return String.join("&", parameters);
        }
    }

    /** Every item's id, over all pages. */
    private List<UUID> all(String path, String limit) {
        List<UUID> ids = new ArrayList<>();
        String cursor = "";
        while (true) {
            Answer answer = viewer.get(path + "&limit=" + limit + cursor).expect(200);
            List<JsonObject> items = answer.items().getValuesAs(JsonObject.class);
            assertThat(items).hasSizeLessThanOrEqualTo(Integer.parseInt(limit));
            items.forEach(item -> ids.add(UUID.fromString(item.getString("id"))));
            if (answer.json().isNull("nextCursor")) {
                return ids;
            }
            assertThat(items).isNotEmpty();
            cursor = "&cursor=" + answer.json().getString("nextCursor");
        }
    }

    private boolean chance() {
        return random.nextInt(5) < 2;
    }

    private <T> Set<T> some(List<T> things) {
        return random.ints(1 + random.nextInt(2), 0, things.size())
                .mapToObj(things::get)
                .collect(Collectors.toSet());
    }

    private <T> void addPeriod(Filter<T> filter, java.util.function.Function<T, Instant> time, boolean whole) {
        Instant from = whole ? FIRST : sample.anyInstant();
        Instant to = whole ? FIRST.plus(ListSample.LENGTH) : sample.anyInstant();
        Predicate<T> hasTime = item -> time.apply(item) != null;
        if (from.isBefore(to) && (whole || random.nextBoolean())) {
            filter.add("from", text(from), hasTime.and(item -> !time.apply(item).isBefore(from)));
        }
        if (whole || random.nextBoolean()) {
            filter.add("to", text(to), hasTime.and(item -> time.apply(item).isBefore(to)));
        }
    }

    /** As a date where it is one, else in some zone. */
    private String text(Instant instant) {
        if (instant.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay() == 0) {
            return LocalDate.ofInstant(instant, ZoneOffset.UTC).toString();
        }
        return instant.atOffset(ZoneOffset.ofHoursMinutes(5, 30)).toString();
    }

    private Filter<Step> stepFilter() {
        Filter<Step> filter = new Filter<>();
        boolean own = false;
        if (chance()) {
            Run run = sample.any();
            String id = random.nextBoolean() ? run.id().toString() : Long.toString(run.number());
            filter.add("runId", id, step -> step.run().equals(run.id()));
            own = true;
        }
        if (chance()) {
            Set<String> names = some(ListSample.PROCEDURES);
            Set<String> procedures = names.stream().map(sample::procedure).collect(Collectors.toSet());
            procedures.forEach(name -> filter.add("procedure", name, step -> procedures.contains(step.procedure())));
            own = true;
        }
        if (chance()) {
            Set<String> statuses = some(List.of("succeeded", "failed", "skipped", "pending", "rolled_back", "running"));
            filter.add("status", String.join(",", statuses), step -> statuses.contains(step.status()));
        }
        if (chance()) {
            Set<String> states = some(List.of("40", "40001", "23", "57014", "XX", "42P01"));
            filter.add(
                    "sqlState",
                    String.join(",", states),
                    step -> Objects.nonNull(step.sqlState()) && states.stream().anyMatch(step.sqlState()::startsWith));
        }
        if (!own || chance()) {
            addPeriod(filter, Step::began, !own);
        }
        return filter;
    }

    private Filter<Run> runFilter() {
        Filter<Run> filter = new Filter<>();
        boolean own = false;
        if (chance()) {
            String user = sample.user(sample.any(ListSample.USERS));
            filter.add("requestedBy", user, run -> run.user().equals(user));
            own = true;
        }
        if (chance()) {
            Set<String> procedures =
                    some(ListSample.PROCEDURES).stream().map(sample::procedure).collect(Collectors.toSet());
            procedures.forEach(name -> filter.add("procedure", name, run -> run.steps().stream()
                    .anyMatch(step -> procedures.contains(step.procedure()))));
            own = true;
        }
        if (chance()) {
            Set<String> statuses = some(List.of("succeeded", "failed", "cancelled", "expired"));
            statuses.forEach(status -> filter.add("status", status, run -> statuses.contains(run.status())));
        }
        if (chance()) {
            String mode = sample.any(List.of("incremental", "full"));
            filter.add("mode", mode, run -> run.mode().equals(mode));
        }
        if (chance()) {
            String text = sample.any(List.of(
                    "TIMEOUT",
                    "загрузка",
                    "0%_D",
                    "% _",
                    "gave up",
                    "ANNA",
                    sample.any().id().toString(),
                    Long.toString(sample.any().number())));
            filter.add("q", text, run -> run.has(text));
        }
        if (!own || chance()) {
            addPeriod(filter, Run::at, !own);
        }
        return filter;
    }

    @Test
    void every_filter_of_steps_answers_what_a_look_at_each_step_finds() {
        Set<Integer> sizes = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            Filter<Step> filter = stepFilter();
            List<UUID> expected = sample.steps(filter.wanted);

            assertThat(all("/steps?" + filter.query(), sample.any(LIMITS)))
                    .as("seed %d, round %d: %s", seed, round, filter.query())
                    .containsExactlyElementsOf(expected);
            sizes.add(expected.size());
        }
        assertThat(sizes)
                .as("filters that find nothing, little and much")
                .hasSizeGreaterThan(10)
                .contains(0);
    }

    @Test
    void every_filter_of_runs_answers_what_a_look_at_each_run_finds() {
        Set<Integer> sizes = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            Filter<Run> filter = runFilter();
            List<UUID> expected = sample.runs(filter.wanted);

            assertThat(all("/runs?" + filter.query(), sample.any(LIMITS)))
                    .as("seed %d, round %d: %s", seed, round, filter.query())
                    .containsExactlyElementsOf(expected);
            sizes.add(expected.size());
        }
        assertThat(sizes)
                .as("filters that find nothing, little and much")
                .hasSizeGreaterThan(5)
                .contains(0);
    }

    @Test
    void pages_stay_as_they_are_while_new_runs_arrive() throws Exception {
        String all = ListSample.PROCEDURES.stream()
                .map(name -> "procedure=" + encode(sample.procedure(name), UTF_8))
                .collect(Collectors.joining("&", "?limit=40&status=succeeded&", ""));
        String runsBefore = "/runs" + all;
        List<UUID> runs = sample.runs(
                run -> run.status().equals("succeeded") && !run.steps().isEmpty());
        List<UUID> seen = new ArrayList<>();
        String cursor = "";
        int arrived = 0;
        do {
            Answer page = viewer.get(runsBefore.replace("limit=40", "limit=4") + cursor)
                    .expect(200);
            page.items().getValuesAs(JsonObject.class).forEach(run -> seen.add(UUID.fromString(run.getString("id"))));
            cursor = page.json().isNull("nextCursor")
                    ? ""
                    : "&cursor=" + page.json().getString("nextCursor");
            sample.add(2);
            arrived++;
        } while (!cursor.isEmpty());

        assertThat(arrived).isGreaterThan(1);
        assertThat(seen).containsExactlyElementsOf(runs);
        assertThat(all(runsBefore.replace("limit=40&", ""), "200")).hasSizeGreaterThan(seen.size());
    }

    @Test
    void steps_are_counted_by_the_last_attempt_of_each_procedure() {
        for (UUID id : sample.runs(run -> run.user().equals(sample.user("anna")))) {
            List<Step> last = new ArrayList<>();
            sample.steps(step -> step.run().equals(id)).forEach(step -> last.add(one(step)));
            last.removeIf(step -> last.stream()
                    .anyMatch(other -> other.procedure().equals(step.procedure()) && other.attempt() > step.attempt()));

            JsonObject counts = viewer.get("/runs/" + id).json().getJsonObject("steps");

            assertThat(counts.getInt("total")).isEqualTo(last.size());
            for (String status : List.of("succeeded", "failed", "skipped", "interrupted", "cancelled", "pending")) {
                assertThat(counts.getInt(status)).as(status).isEqualTo((int) last.stream()
                        .filter(step -> step.status().equals(status))
                        .count());
            }
        }
    }

    private Step one(UUID id) {
        List<Step> found = new ArrayList<>();
        sample.steps(step -> step.id().equals(id) && found.add(step));
        return found.get(0);
    }

    @Test
    void a_procedure_that_left_the_catalog_is_still_listed() throws Exception {
        String name = sample.procedure("load_d");
        List<UUID> steps = sample.steps(step -> step.procedure().equals(name));
        warehouse.sql(
                "update silversmith.transformation_procedure set enabled = false where schema_name = '$s' and procedure_name = 'load_d'");

        assertThat(all("/steps?procedure=" + name.toUpperCase(java.util.Locale.ROOT), "200"))
                .isNotEmpty()
                .isEqualTo(steps);
    }
}
