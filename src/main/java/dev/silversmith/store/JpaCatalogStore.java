package dev.silversmith.store;

import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.app.port.DatabaseClock;
import dev.silversmith.app.port.Page;
import dev.silversmith.app.port.WatermarkView;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Registration;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The catalog in its tables.
 *
 * <p>Editors take an advisory lock for themselves, readers share it: so the few queries that read the catalog all see the same one. Both
 * hold it until the end of the caller's transaction.
 */
@ApplicationScoped
public class JpaCatalogStore implements CatalogStore {

    private static final String LOCK =
            "select 1 from (select pg_advisory_xact_lock(hashtextextended('silversmith:catalog', 0))) l";
    private static final String SHARED_LOCK =
            "select 1 from (select pg_advisory_xact_lock_shared(hashtextextended('silversmith:catalog', 0))) l";

    private static final String WATERMARK_LIST = "watermarks";
    private static final String WATERMARKS = "select p, w from Procedure p, Watermark w where w.procedureId = p.id";
    private static final String WITH_HISTORY = """
            select p from Procedure p
             where exists (select s.id from Step s where s.procedureId = p.id)
                or exists (select w.id from Watermark w where w.procedureId = p.id and w.value is not null)
                or exists (select t.id from Reset t where t.procedureId = p.id)""";
    private static final String OF_OPEN_RUNS = """
            select distinct p from Procedure p, Step s, Run r
             where s.procedureId = p.id and r.id = s.runId and r.status in :open""";
    private static final String REFRESHED = """
            select t.schema_name, t.view_name from silversmith.refresh_target t
             where exists (select from silversmith.refresh_execution e where e.refresh_target_id = t.id)""";

    private final DatabaseClock clock;

    @PersistenceContext(unitName = "silversmith")
    private EntityManager entities;

    /** For the container's proxy. */
    JpaCatalogStore() {
        this(null);
    }

    @Inject
    JpaCatalogStore(DatabaseClock clock) {
        this.clock = clock;
    }

    @Override
    public Catalog load() {
        lockForUse();
        return CatalogRows.read(entities, false).toCatalog();
    }

    @Override
    public StoredCatalog loadWhole() {
        lockForUse();
        CatalogRows rows = CatalogRows.read(entities, false);
        return new StoredCatalog(rows.toCatalog(), rows.registrations(), rows.watermarkViews());
    }

    @Override
    public Page<WatermarkView> watermarks(int limit, Optional<String> cursor) {
        Optional<QualifiedName> after = Cursor.item(WATERMARK_LIST, cursor, QualifiedName::parse);
        List<WatermarkView> rest =
                entities
                        .createQuery(WATERMARKS, Object[].class)
                        .setHint("eclipselink.read-only", true)
                        .getResultList()
                        .stream()
                        .map(row -> ((WatermarkRow) row[1]).toView(((ProcedureRow) row[0]).name()))
                        .filter(view -> after.isEmpty() || view.procedure().compareTo(after.get()) > 0)
                        .sorted(Comparator.comparing(WatermarkView::procedure))
                        .toList();
        if (rest.size() <= limit) {
            return new Page<>(rest, Optional.empty());
        }
        String next = Cursor.after(WATERMARK_LIST, rest.get(limit - 1).procedure());
        return new Page<>(rest.subList(0, limit), Optional.of(next));
    }

    @Override
    public Set<QualifiedName> proceduresWithHistory() {
        return names(entities.createQuery(WITH_HISTORY, ProcedureRow.class));
    }

    @Override
    public Set<QualifiedName> proceduresOfOpenRuns() {
        List<String> open = Arrays.stream(RunStatus.values())
                .filter(status -> !status.isFinal())
                .map(RunStatus::word)
                .toList();
        return names(entities.createQuery(OF_OPEN_RUNS, ProcedureRow.class).setParameter("open", open));
    }

    private static Set<QualifiedName> names(TypedQuery<ProcedureRow> query) {
        return query.setHint("eclipselink.read-only", true).getResultList().stream()
                .map(ProcedureRow::name)
                .collect(Collectors.toSet());
    }

    @Override
    public Set<QualifiedName> refreshTargetsWithHistory() {
        List<?> refreshed = entities.createNativeQuery(REFRESHED).getResultList();
        return refreshed.stream()
                .map(row -> (Object[]) row)
                .map(row -> new QualifiedName((String) row[0], (String) row[1]))
                .collect(Collectors.toSet());
    }

    @Override
    public void save(Catalog catalog, Map<QualifiedName, Registration> registrations, String actor) {
        new CatalogUpdate(new Edits(entities, clock.instant(), actor)).apply(catalog, registrations);
    }

    @Override
    public void lockForUse() {
        entities.createNativeQuery(SHARED_LOCK).getSingleResult();
    }

    @Override
    public void lockForEdit() {
        entities.createNativeQuery(LOCK).getSingleResult();
    }
}
