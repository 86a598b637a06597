package dev.silversmith.store;

import dev.silversmith.app.port.RunLog;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the log of a run, by the index of the run's lines; only in the partitions since the run was requested. */
@ApplicationScoped
public class JpaRunLog implements RunLog {

    private static final String LINES = """
            select l, s.attemptNo, p.schemaName, p.procedureName
              from Log l, Step s, Procedure p
             where s.id = l.stepId
               and p.id = s.procedureId
               and l.runId = :run
               and l.ts >= :since""";
    private static final String OF_STEP = " and l.stepId = :step";
    private static final String OF_LEVELS = " and l.level in :levels";
    private static final String WITH_TEXT = " and locate(lower(:text), lower(l.message)) > 0";
    private static final String UNTIL =
            " and (l.ts < :ts or (l.ts = :ts and (l.stepId < :at or (l.stepId = :at and l.line <= :line))))";
    private static final String AFTER =
            " and (l.ts > :ts or (l.ts = :ts and (l.stepId > :at or (l.stepId = :at and l.line > :line))))";
    private static final String NEWEST_FIRST = " order by l.ts desc, l.stepId desc, l.line desc";
    private static final String OLDEST_FIRST = " order by l.ts, l.stepId, l.line";

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    @Override
    public List<RunLogLine> newest(LogFilter filter, Optional<Place> until, int limit) {
        List<RunLogLine> lines = new ArrayList<>(read(filter, UNTIL, until, NEWEST_FIRST, limit));
        Collections.reverse(lines);
        return lines;
    }

    @Override
    public List<RunLogLine> next(LogFilter filter, Optional<Place> after, int limit) {
        return read(filter, AFTER, after, OLDEST_FIRST, limit);
    }

    @Override
    public Optional<RunLogLine> firstError(LogFilter filter) {
        LogFilter errors = new LogFilter(filter.run(), filter.since(), filter.step(), Set.of("error"), filter.text());
        return next(errors, Optional.empty(), 1).stream().findFirst();
    }

    private List<RunLogLine> read(LogFilter filter, String condition, Optional<Place> place, String order, int limit) {
        String text = LINES
                + filter.step().map(step -> OF_STEP).orElse("")
                + (filter.levels().isEmpty() ? "" : OF_LEVELS)
                + filter.text().map(words -> WITH_TEXT).orElse("")
                + place.map(at -> condition).orElse("")
                + order;
        TypedQuery<Object[]> query = entities.createQuery(text, Object[].class)
                .setHint(JpaRunQueries.READ_ONLY, true)
                .setParameter("run", filter.run())
                .setParameter("since", filter.since())
                .setMaxResults(limit);
        filter.step().ifPresent(step -> query.setParameter("step", step));
        if (!filter.levels().isEmpty()) {
            query.setParameter("levels", filter.levels());
        }
        filter.text().ifPresent(words -> query.setParameter("text", words));
        place.ifPresent(at ->
                query.setParameter("ts", at.ts()).setParameter("at", at.step()).setParameter("line", at.line()));
        return query.getResultList().stream().map(JpaRunLog::line).toList();
    }

    private static RunLogLine line(Object[] row) {
        LogRow log = (LogRow) row[0];
        String procedure = new QualifiedName((String) row[2], (String) row[3]).toString();
        return new RunLogLine(log.stepId, procedure, (Integer) row[1], log.toLine());
    }
}
