package dev.silversmith.store;

import dev.silversmith.app.port.RunInsights;
import dev.silversmith.app.port.RunView;
import dev.silversmith.app.port.StepLine;
import dev.silversmith.app.port.StepView;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads of what stands beside a run's row; each is one query along an index, or two. */
@ApplicationScoped
public class JpaRunInsights implements RunInsights {

    private static final String TOTALS = """
            select cast(sum(s.rows_inserted) filter (where s.status = 'succeeded') as bigint),
                   cast(sum(s.rows_updated) filter (where s.status = 'succeeded') as bigint),
                   cast(sum(s.rows_deleted) filter (where s.status = 'succeeded') as bigint),
                   coalesce(sum(s.warning_count), 0),
                   count(*) filter (where s.status = 'interrupted' and s.transaction = 'managed')
              from silversmith.transformation_step s
             where s.run_id = cast(? as uuid)""";

    private static final String USUAL = """
            select cast(round(percentile_cont(0.5) within group (order by d.ms)) as bigint)
              from (select cast(extract(epoch from r.finished_at - r.started_at) * 1000 as double precision) as ms
                      from silversmith.transformation_run r
                     where r.number < cast(? as bigint)
                       and r.status = 'succeeded'
                       and r.started_at is not null
                       and r.resumed_at is null
                       and r.mode = ?
                       and r.selection = ?
                       and r.exclusion = ?
                       and r.dry_run = cast(? as boolean)
                     order by r.number desc
                     limit 10) d""";

    private static final String QUEUED_BEFORE = """
            select count(*)
              from silversmith.transformation_run r
             where r.status = 'queued'
               and r.number < cast(? as bigint)""";

    private static final String SERVER = """
            select r.owner_server
              from silversmith.transformation_run r
             where r.id = cast(? as uuid)
               and r.owner_server is not null""";

    private static final String FAILURES = """
            select s.id
              from Step s
             where s.runId = :run
               and (s.status = 'failed' or (s.status = 'interrupted' and s.transaction = 'own'))
               and not exists (select t.id
                                 from Step t
                                where t.runId = s.runId
                                  and t.procedureId = s.procedureId
                                  and t.attemptNo > s.attemptNo)
             order by s.finishedAt, s.ordinal""";

    private static final String ATTEMPTS = """
            select s.id
              from Step s, Procedure p
             where s.runId = :run
               and p.id = s.procedureId
               and p.schemaName = :schema
               and p.procedureName = :name
             order by s.attemptNo""";

    private static final String OCCURRENCES = """
            select count(*), to_char(min(s.began_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
              from silversmith.transformation_step s
              join silversmith.transformation_procedure p on p.id = s.procedure_id
             where s.status = 'failed'
               and s.sql_state collate "C" = ?
               and p.schema_name = ?
               and p.procedure_name = ?""";

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    @Override
    public Totals totals(UUID runId) {
        Object[] sums = row(new NativeQuery().add(TOTALS, runId));
        return new Totals(
                Optional.ofNullable((Long) sums[0]),
                Optional.ofNullable((Long) sums[1]),
                Optional.ofNullable((Long) sums[2]),
                ((Number) sums[3]).longValue(),
                ((Number) sums[4]).longValue());
    }

    private Object[] row(NativeQuery query) {
        return (Object[]) query.rows(entities).get(0);
    }

    @Override
    public Optional<Long> usualMs(RunView run) {
        NativeQuery query =
                new NativeQuery().add(USUAL, run.number(), run.mode(), run.select(), run.exclude(), run.dryRun());
        return Optional.ofNullable((Long) query.rows(entities).get(0));
    }

    @Override
    public long queuedBefore(RunView run) {
        return ((Number) new NativeQuery()
                        .add(QUEUED_BEFORE, run.number())
                        .rows(entities)
                        .get(0))
                .longValue();
    }

    @Override
    public Optional<String> server(UUID runId) {
        NativeQuery query = new NativeQuery().add(SERVER, runId);
        return query.rows(entities).stream().findFirst().map(String.class::cast);
    }

    @Override
    public List<StepView> failures(UUID runId, int limit) {
        return inOrder(entities.createQuery(FAILURES, UUID.class)
                .setParameter("run", runId)
                .setMaxResults(limit)
                .getResultList());
    }

    @Override
    public List<StepLine> lines(UUID runId) {
        return StepLines.of(entities, runId);
    }

    @Override
    public List<StepView> attempts(UUID runId, String procedure) {
        QualifiedName name;
        try {
            name = QualifiedName.parse(procedure);
        } catch (IllegalArgumentException noName) {
            return List.of();
        }
        TypedQuery<UUID> query = entities.createQuery(ATTEMPTS, UUID.class)
                .setParameter("run", runId)
                .setParameter("schema", name.schema())
                .setParameter("name", name.name());
        return inOrder(query.getResultList());
    }

    private List<StepView> inOrder(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<UUID, StepView> steps = StepRows.of(entities, "s.id in :key", ids).stream()
                .collect(Collectors.toMap(StepView::id, Function.identity()));
        return ids.stream().filter(steps::containsKey).map(steps::get).toList();
    }

    @Override
    public Occurrences occurrences(String procedure, String sqlState) {
        QualifiedName name = QualifiedName.parse(procedure);
        Object[] found = row(new NativeQuery().add(OCCURRENCES, sqlState, name.schema(), name.name()));
        return new Occurrences(
                ((Number) found[0]).longValue(),
                Optional.ofNullable((String) found[1]).map(Instant::parse));
    }
}
