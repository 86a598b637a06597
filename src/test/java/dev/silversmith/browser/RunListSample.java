package dev.silversmith.browser;

import dev.silversmith.testing.Sql;
import dev.silversmith.testing.TestWarehouse;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/** Ended runs of one user, written straight into the tables and kept here as well, so that a list can be compared with a look at each of them. */
final class RunListSample {

    static final Instant FIRST = Instant.parse("2033-02-01T00:00:00Z");

    private static final List<String> STATUSES = List.of("succeeded", "succeeded", "failed", "cancelled");

    /** A run; nulls are what is not known. */
    record Run(
            long number,
            String status,
            String mode,
            String trigger,
            Instant at,
            Instant start,
            Long millis,
            Long rows) {}

    private final TestWarehouse warehouse;
    private final Random random;
    private final List<Run> runs = new ArrayList<>();

    RunListSample(TestWarehouse warehouse, Random random) {
        this.warehouse = warehouse;
        this.random = random;
    }

    /** Who requested them; nobody else has such a name. */
    String user() {
        return "<b>Ж</b> & 'o\"' of " + warehouse.schema();
    }

    /** Who requested the one that failed. */
    String other() {
        return "not " + user();
    }

    void add(int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            runs.add(insert());
        }
    }

    private Run insert() throws SQLException {
        Connection connection = warehouse.connection();
        Instant at = FIRST.plusSeconds(3600L * random.nextInt(200));
        Instant start = random.nextInt(5) == 0 ? null : at.plusSeconds(random.nextInt(100));
        long millis = 1000L * random.nextInt(20);
        Long rows = random.nextInt(3) == 0 ? null : (long) random.nextInt(30);
        String status = STATUSES.get(random.nextInt(STATUSES.size()));
        String mode = random.nextInt(3) == 0 ? "full" : "incremental";
        String trigger = random.nextBoolean() ? "api" : "schedule";
        long number = Sql.one(
                connection,
                Long.class,
                """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, trigger, max_parallel, requested_by,
                   requested_at, started_at, finished_at, rows_affected, imported)
                values (?, ?, 'x', ?, 'per_procedure', ?, ?, 1, ?, ?::timestamptz, ?::timestamptz, ?::timestamptz, ?::bigint, true)
                returning number
                """,
                UUID.randomUUID(),
                UUID.randomUUID().toString(),
                mode,
                status,
                trigger,
                user(),
                at.toString(),
                start == null ? null : start.toString(),
                (start == null ? at : start.plusMillis(millis)).toString(),
                rows == null ? null : rows.toString());
        return new Run(number, status, mode, trigger, at, start, start == null ? null : millis, rows);
    }

    /** A failed run whose only step broke a constraint at its second attempt. */
    long failed(String procedure) throws SQLException {
        Connection connection = warehouse.connection();
        UUID id = UUID.randomUUID();
        long number = Sql.one(connection, Long.class, """
                insert into silversmith.transformation_run
                  (id, idempotency_key, request_fingerprint, mode, transaction_scope, status, max_parallel, requested_by, requested_at,
                   started_at, finished_at)
                values (?, ?, 'x', 'incremental', 'per_procedure', 'failed', 1, ?, now(), now(), now())
                returning number
                """, id, id.toString(), other());
        for (int attempt = 1; attempt <= 2; attempt++) {
            Sql.update(connection, """
                    insert into silversmith.transformation_step
                      (id, run_id, procedure_id, attempt_no, kind, unit, stage, ordinal, status, started_at, finished_at, warning_count,
                       sql_state, error_message)
                    select ?, ?, p.id, ?, 'other', 'u', 1, 1, 'failed', now(), now(), 2, '23505', E'boom <i>now</i>\\nsecond line'
                      from silversmith.transformation_procedure p
                     where quote_ident(p.schema_name) || '.' || quote_ident(p.procedure_name) = ?
                    """, UUID.randomUUID(), id, attempt, procedure);
        }
        return number;
    }

    /** The numbers of those that are wanted, in the order of a word such as {@code -started}. */
    List<Long> numbers(Predicate<Run> wanted, String sort) {
        return runs.stream().filter(wanted).sorted(order(sort)).map(Run::number).toList();
    }

    private static Comparator<Run> order(String sort) {
        boolean descending = sort.startsWith("-");
        Comparator<Run> newest = Comparator.comparing(Run::number).reversed();
        return switch (descending ? sort.substring(1) : sort) {
            case "number" -> descending ? newest : newest.reversed();
            case "status" -> by(Run::status, descending).thenComparing(newest);
            case "started" -> by(Run::start, descending).thenComparing(newest);
            case "duration" -> by(Run::millis, descending).thenComparing(newest);
            case "rows" -> by(Run::rows, descending).thenComparing(newest);
            default -> throw new IllegalArgumentException(sort);
        };
    }

    /** What is not known comes last either way. */
    private static <T extends Comparable<T>> Comparator<Run> by(Function<Run, T> value, boolean descending) {
        Comparator<T> order = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
        return Comparator.comparing(run -> value.apply(run), Comparator.nullsLast(order));
    }
}
