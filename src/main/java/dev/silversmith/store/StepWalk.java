package dev.silversmith.store;

import dev.silversmith.app.port.Period;
import dev.silversmith.app.port.StepQueries.StepFilter;
import dev.silversmith.core.run.StepStatus;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Finds the attempts of a page among all there are.
 *
 * <p>A run has few attempts: they are sorted. Else the page is merged from one walk along an index per procedure and status, or per
 * procedure and SQLSTATE; each reads the newest attempts of its kind from the cursor on and at most a page of them. So what a page costs
 * depends on the number of walks, and not on how many attempts there are or how rare is what the filter wants.
 */
final class StepWalk {

    /**
     * The SQLSTATEs that begin with one of the wanted texts, found by leaps from one to the next; letter by letter, for in the order of some
     * languages what begins alike does not stand together.
     */
    private static final String SQL_STATES = """
            (with recursive wanted (text) as (
               select unnest(string_to_array(?, ','))
             ), leap (text, code) as (
               select w.text, (select t.sql_state
                                 from silversmith.transformation_step t
                                where t.status = 'failed' and t.sql_state collate "C" >= w.text
                                order by t.sql_state collate "C" limit 1)
                 from wanted w
                union all
               select l.text, (select t.sql_state
                                 from silversmith.transformation_step t
                                where t.status = 'failed' and t.sql_state collate "C" > l.code
                                order by t.sql_state collate "C" limit 1)
                 from leap l
                where starts_with(l.code, l.text)
             )
             select distinct code from leap where starts_with(code, text)) f""";

    private static final String PLACE = """
            select s.id, case when isfinite(s.began_at)
                           then to_char(s.began_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                           else 'infinity' end
              from
            """;

    /** As the database writes an instant above. */
    private static final Pattern MICROS =
            Pattern.compile("(?!0000)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");

    private static final String ORDER = " order by %1$s.began_at desc, %1$s.id desc limit cast(? as bigint)";

    private final StepFilter filter;
    private final List<UUID> procedures;
    private final String list;

    /**
     * Reads a filter.
     *
     * @param procedures ids of the filter's procedures
     */
    StepWalk(StepFilter filter, List<UUID> procedures) {
        this.filter = filter;
        this.procedures = procedures;
        this.list = Cursor.list(
                "steps",
                filter.run(),
                NativeQuery.list(procedures),
                NativeQuery.list(filter.statuses()),
                NativeQuery.list(filter.sqlStates()),
                filter.began());
    }

    /** An attempt's place in the list: its {@code began_at}, as text that the database reads again, and its id. */
    record Place(UUID id, String began) {

        static Place read(String text) {
            String[] parts = text.split(" ", 2);
            if (parts.length != 2 || !(parts[0].equals("infinity") || isInstant(parts[0]))) {
                throw new IllegalArgumentException("'%s' is no place in the list".formatted(text));
            }
            return new Place(UUID.fromString(parts[1]), parts[0]);
        }

        private static boolean isInstant(String text) {
            try {
                return MICROS.matcher(text).matches() && Instant.parse(text).isAfter(Instant.MIN);
            } catch (DateTimeParseException noSuchDay) {
                return false;
            }
        }

        @Override
        public String toString() {
            return began + " " + id;
        }
    }

    /** The name of this list in cursors: another filter is another list. */
    String list() {
        return list;
    }

    /** The next attempts in the list's order. */
    List<Place> next(EntityManager entities, Optional<String> cursor, int most) {
        Optional<Place> after = Cursor.item(list, cursor, Place::read);
        boolean failedOnly = !filter.sqlStates().isEmpty();
        if (failedOnly && !filter.statuses().isEmpty() && !filter.statuses().contains(StepStatus.FAILED)) {
            return List.of();
        }
        NativeQuery query = new NativeQuery().add(PLACE);
        if (filter.run().isPresent()) {
            ofRun(query);
        } else {
            walks(query, failedOnly);
        }
        bounds(query, filter.run().isPresent() ? "s" : "t", after, most);
        if (filter.run().isEmpty()) {
            query.add(") s").add(ORDER.formatted("s"), most);
        }
        return query.rows(entities).stream()
                .map(row -> new Place((UUID) ((Object[]) row)[0], (String) ((Object[]) row)[1]))
                .toList();
    }

    private void ofRun(NativeQuery query) {
        query.add(
                "silversmith.transformation_step s where s.run_id = cast(? as uuid)",
                filter.run().orElseThrow());
        if (!procedures.isEmpty()) {
            query.add(
                    " and s.procedure_id = any (cast(string_to_array(?, ',') as uuid[]))",
                    NativeQuery.list(procedures));
        }
        if (!filter.statuses().isEmpty()) {
            query.add(" and s.status = any (string_to_array(?, ','))", words(filter.statuses()));
        }
        if (!filter.sqlStates().isEmpty()) {
            String states = NativeQuery.list(filter.sqlStates());
            query.add(" and s.status = 'failed'")
                    .add(" and (s.sql_state = any (string_to_array(?, ','))", states)
                    .add(" or left(s.sql_state, 2) = any (string_to_array(?, ',')))", states);
        }
    }

    private void walks(NativeQuery query, boolean failedOnly) {
        if (!procedures.isEmpty()) {
            query.add(
                    "unnest(cast(string_to_array(?, ',') as uuid[])) p (id) cross join ", NativeQuery.list(procedures));
        }
        if (failedOnly) {
            query.add(SQL_STATES, NativeQuery.list(filter.sqlStates()));
        } else {
            Set<StepStatus> statuses = filter.statuses().isEmpty() ? Set.of(StepStatus.values()) : filter.statuses();
            query.add("unnest(string_to_array(?, ',')) f (status)", words(statuses));
        }
        query.add(" cross join lateral (select t.id, t.began_at from silversmith.transformation_step t where ");
        query.add(failedOnly ? "t.status = 'failed' and t.sql_state collate \"C\" = f.code" : "t.status = f.status");
        if (!procedures.isEmpty()) {
            query.add(" and t.procedure_id = p.id");
        }
    }

    private void bounds(NativeQuery query, String table, Optional<Place> after, int most) {
        String began = " and " + table + ".began_at";
        Period period = filter.began();
        period.from().ifPresent(from -> query.add(began + " >= cast(? as timestamptz)", from));
        period.to().ifPresent(to -> query.add(began + " < cast(? as timestamptz)", to));
        if (period.from().isPresent() && period.to().isEmpty()) {
            query.add(began + " < timestamptz 'infinity'");
        }
        after.ifPresent(place -> query.add(
                " and (%1$s.began_at, %1$s.id) < (cast(? as timestamptz), cast(? as uuid))".formatted(table),
                place.began(),
                place.id()));
        query.add(ORDER.formatted(table), most);
    }

    private static String words(Collection<StepStatus> statuses) {
        return NativeQuery.list(statuses.stream().map(StepStatus::word).toList());
    }
}
