package dev.silversmith.server;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestWarehouse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Runs and steps of days to come, written straight into the tables, and kept here as well: what a list must answer is found by looking at each
 * of them.
 */
final class ListSample {

    static final Duration LENGTH = Duration.ofDays(8);

    static final List<String> PROCEDURES = List.of("load_a", "load_b", "\"Load, C\"", "load_d", "never_ran");
    static final List<String> USERS = List.of("anna", "bert", "Ольга");
    static final List<String> SQL_STATES = List.of("40001", "40P01", "23505", "P0001", "57014");

    private static final List<String> STEP_STATUSES = List.of(
            "succeeded",
            "succeeded",
            "succeeded",
            "failed",
            "failed",
            "skipped",
            "rolled_back",
            "interrupted",
            "cancelled",
            "pending");
    private static final List<String> TRIED_AGAIN = List.of("failed", "interrupted", "rolled_back");
    private static final List<String> WORDS = List.of("Timeout", "duplicate", "ЗАГРУЗКА", "100%_done");

    /** A run; the newest have the largest numbers. */
    record Run(
            UUID id, long number, String status, String mode, String user, Instant at, String text, List<Step> steps) {

        boolean has(String text) {
            return (this.text + "\n" + user + "\n" + number)
                    .toLowerCase(Locale.ROOT)
                    .contains(text.toLowerCase(Locale.ROOT));
        }
    }

    /** An attempt; {@code began} is null while it waits. */
    record Step(UUID id, UUID run, String procedure, int attempt, String status, String sqlState, Instant began) {}

    private static final Comparator<Step> NEWEST_FIRST = Comparator.comparing(
                    Step::began, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(step -> step.id().toString())
            .reversed();

    private final TestWarehouse warehouse;
    private final Random random;
    private final Instant first;
    private final List<Run> runs = new ArrayList<>();

    private ListSample(TestWarehouse warehouse, Random random, Instant first) {
        this.warehouse = warehouse;
        this.random = random;
        this.first = first;
    }

    /**
     * A sample of this many runs, with its procedures in the warehouse and the catalog.
     *
     * @param first midnight of the first of its days, which no other test class may have: the lists are everybody's
     */
    static ListSample of(TestWarehouse warehouse, Random random, Instant first, int runs) throws SQLException {
        for (String name : PROCEDURES) {
            warehouse.sql("create procedure $s.%s() language sql as 'select 1'".formatted(name));
            warehouse.entry(name, "other", List.of(), "");
        }
        warehouse.register();
        return new ListSample(warehouse, random, first).add(runs);
    }

    String procedure(String name) {
        return warehouse.schema() + "." + name;
    }

    /** A user of this sample alone. */
    String user(String name) {
        return name + " of " + warehouse.schema();
    }

    List<UUID> runs(Predicate<Run> wanted) {
        return runs.stream()
                .filter(wanted)
                .sorted(Comparator.comparing(Run::number).reversed())
                .map(Run::id)
                .toList();
    }

    List<UUID> steps(Predicate<Step> wanted) {
        return runs.stream()
                .flatMap(run -> run.steps().stream())
                .filter(wanted)
                .sorted(NEWEST_FIRST)
                .map(Step::id)
                .toList();
    }

    List<Run> all() {
        return List.copyOf(runs);
    }

    Run any() {
        return any(runs);
    }

    <T> T any(List<T> things) {
        return things.get(random.nextInt(things.size()));
    }

    /** Some instant of the sample's days; often the very one of a step or run. */
    Instant anyInstant() {
        return random.nextInt(3) > 0
                ? first.plus(random.nextInt((int) LENGTH.toHours()), ChronoUnit.HOURS)
                : first.plusMillis(random.nextLong(LENGTH.toMillis()));
    }

    /** Adds runs with up to eight attempts each. */
    ListSample add(int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            runs.add(insertRun());
        }
        return this;
    }

    private Run insertRun() throws SQLException {
        Connection connection = warehouse.connection();
        UUID id = UUID.randomUUID();
        String status = any(List.of("succeeded", "succeeded", "failed", "cancelled"));
        String mode = any(List.of("incremental", "incremental", "incremental", "full"));
        String user = user(any(USERS));
        Instant at = anyInstant();
        String word = any(WORDS);
        String error = status.equals("failed") ? "gave up: " + word : null;
        String selection = "tag:" + any(WORDS).toLowerCase(Locale.ROOT);
        String key = warehouse.schema() + "/" + id;
        long number = Sql.one(
                connection,
                Long.class,
                """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, selection, max_parallel, requested_by,
                   requested_at, started_at, finished_at, error, imported)
                values (?, ?, 'x', ?, 'per_procedure', ?, ?, 1, ?, ?::timestamptz, ?::timestamptz, ?::timestamptz, ?, true)
                returning number
                """,
                id,
                key,
                mode,
                status,
                selection,
                user,
                at.toString(),
                at.toString(),
                at.toString(),
                error);
        String text = String.join("\n", key, selection, error == null ? "" : error);
        List<Step> steps = new ArrayList<>();
        for (String name : PROCEDURES.subList(0, random.nextInt(PROCEDURES.size()))) {
            int attempts = 1 + random.nextInt(2);
            for (int attempt = 1; attempt <= attempts; attempt++) {
                steps.add(insertStep(id, name, attempt, any(attempt == attempts ? STEP_STATUSES : TRIED_AGAIN)));
            }
        }
        return new Run(id, number, status, mode, user, at, text, List.copyOf(steps));
    }

    private Step insertStep(UUID run, String name, int attempt, String status) throws SQLException {
        String sqlState = status.equals("failed") ? any(SQL_STATES) : null;
        Instant at = anyInstant();
        boolean started = !List.of("skipped", "pending").contains(status);
        boolean ended = !status.equals("pending");
        UUID id = UUID.randomUUID();
        Sql.update(
                warehouse.connection(),
                """
                insert into silversmith.transformation_step
                  (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, status, started_at, finished_at, sql_state,
                   error_message, skipped_because)
                select ?, ?, p.id, ?, 'other', 'u', 1, 1, ?, ?::timestamptz, ?::timestamptz, ?, ?, ?
                  from silversmith.transformation_procedure p
                 where quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) = ?
                """,
                id,
                run,
                attempt,
                status,
                started ? at.toString() : null,
                ended ? at.plusSeconds(started ? 60 : 0).toString() : null,
                sqlState,
                sqlState == null ? null : "failed",
                status.equals("skipped") ? "run_stopped" : null,
                procedure(name));
        return new Step(id, run, procedure(name), attempt, status, sqlState, ended ? at : null);
    }
}
