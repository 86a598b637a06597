package dev.silversmith.store;

import dev.silversmith.app.port.AuditQueries.AuditFilter;
import dev.silversmith.app.port.AuditQueries.AuditView;
import dev.silversmith.app.port.Page;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds the events of a page. Each filter but the text has an index that ends in the event's number: a page is one short walk along it, or
 * one for each action that is wanted. The text is looked for in the events of a walk that has an end.
 */
final class AuditWalk {

    /** A text is looked for in so many events before the page is answered. */
    static final int SEARCHED = 10_000;

    private static final String COLUMNS = """
            cast(e.id as text), cast(trunc(extract(epoch from e.at) * 1000000) as bigint), e.actor, e.action, e.object_type, e.object_id,
            e.reason, cast(e.before as text), cast(e.after as text), encode(e.hash, 'hex')""";

    private static final String TEXT = """
             where position(lower(? collate silversmith.person) in lower(concat_ws(
                     E'\\n', e.seq, e.actor, e.action, e.object_type, e.object_id, e.reason, e.before, e.after)
                     collate silversmith.person)) > 0""";

    /**
     * Events of a time are found by their number, which grows with the time but for corrections of the clock: so the walk begins and ends a
     * day further out. No correction is that large.
     */
    private static final String FROM = """
             and e.at >= cast(? as timestamptz)
             and e.seq >= (select b.seq
                             from silversmith.audit_event b
                            where b.at >= cast(? as timestamptz) - interval '1 day'
                            order by b.at, b.seq
                            limit 1)""";

    private static final String TO = """
             and e.at < cast(? as timestamptz)
             and e.seq <= (select b.seq
                             from silversmith.audit_event b
                            where b.at < cast(? as timestamptz) + interval '1 day'
                            order by b.at desc, b.seq desc
                            limit 1)""";

    /** Not bound: a plan that is good for what happens all the time is bad for what happened twice. */
    private static final String ONE_ACTION = " and e.action = '%s'";

    private final AuditFilter filter;
    private final String list;

    AuditWalk(AuditFilter filter) {
        this.filter = filter;
        this.list = Cursor.list(
                "audit",
                filter.actor(),
                NativeQuery.list(filter.actions()),
                filter.objectType(),
                filter.objectId(),
                filter.at(),
                filter.text());
    }

    Page<AuditView> page(EntityManager entities, int limit, Optional<String> cursor) {
        int walked = filter.text().isPresent() ? SEARCHED : limit + 1;
        NativeQuery query = new NativeQuery().add("with walked as materialized (");
        walk(query, Cursor.number(list, cursor), walked);
        query.add("), found as (select e.* from walked e");
        filter.text().ifPresent(text -> query.add(TEXT, text));
        query.add(" order by e.seq desc limit cast(? as bigint))", limit + 1);
        query.add("select w.last, w.events, e.seq, " + COLUMNS);
        query.add("  from (select min(seq) as last, count(*) as events from walked) w left join found e on true");
        query.add(" order by e.seq desc");
        List<Object[]> rows =
                query.rows(entities).stream().map(row -> (Object[]) row).toList();
        List<AuditView> found =
                rows.stream().filter(row -> row[2] != null).map(AuditWalk::view).toList();
        if (found.size() > limit) {
            return new Page<>(
                    found.subList(0, limit), after(found.get(limit - 1).seq()));
        }
        Object[] walk = rows.get(0);
        return new Page<>(found, number(walk[1]) == walked ? after(number(walk[0])) : Optional.empty());
    }

    private Optional<String> after(long seq) {
        return Optional.of(Cursor.after(list, seq));
    }

    /** Every action has a walk of its own along its index. */
    private void walk(NativeQuery query, Optional<Long> after, int most) {
        if (filter.actions().isEmpty()) {
            walk(query, "", after, most);
            return;
        }
        query.add("select e.* from (");
        String union = "";
        for (String action : filter.actions()) {
            query.add(union + "(");
            walk(query, ONE_ACTION.formatted(action), after, most);
            query.add(")");
            union = " union all ";
        }
        query.add(") e order by e.seq desc limit cast(? as bigint)", most);
    }

    private void walk(NativeQuery query, String ofAction, Optional<Long> after, int most) {
        query.add("select e.* from silversmith.audit_event e where true").add(ofAction);
        filter.actor().ifPresent(actor -> query.add(" and e.actor = ?", actor));
        filter.objectType().ifPresent(type -> query.add(" and e.object_type = ?", type));
        filter.objectId().ifPresent(id -> query.add(" and e.object_id = ?", id));
        filter.at().from().ifPresent(from -> query.add(FROM, from, from));
        filter.at().to().ifPresent(to -> query.add(TO, to, to));
        after.ifPresent(seq -> query.add(" and e.seq < cast(? as bigint)", seq));
        query.add(" order by e.seq desc limit cast(? as bigint)", most);
    }

    private static AuditView view(Object[] row) {
        return new AuditView(
                number(row[2]),
                UUID.fromString((String) row[3]),
                Instant.EPOCH.plus(number(row[4]), ChronoUnit.MICROS),
                (String) row[5],
                (String) row[6],
                (String) row[7],
                (String) row[8],
                Optional.ofNullable((String) row[9]),
                Optional.ofNullable((String) row[10]),
                Optional.ofNullable((String) row[11]),
                (String) row[12]);
    }

    private static long number(Object value) {
        return value == null ? 0 : ((Number) value).longValue();
    }
}
