package dev.silversmith.app;

import dev.silversmith.app.port.ApprovalStore;
import dev.silversmith.app.port.ApprovalStore.KeptRequest;
import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.app.port.ResumeStore;
import dev.silversmith.app.port.RoutineInspector;
import dev.silversmith.app.port.RunStore;
import dev.silversmith.app.port.ViewInspector;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.plan.Routine;
import dev.silversmith.core.plan.ViewFacts;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What a plan is computed from, each read in a transaction of its own. */
@ApplicationScoped
public class PlanInputs {

    private final CatalogStore catalogs;
    private final RoutineInspector routines;
    private final ViewInspector views;
    private final RunStore runs;
    private final ApprovalStore approvals;
    private final ResumeStore resumes;

    @Inject
    public PlanInputs(
            CatalogStore catalogs,
            RoutineInspector routines,
            ViewInspector views,
            RunStore runs,
            ApprovalStore approvals,
            ResumeStore resumes) {
        this.catalogs = catalogs;
        this.routines = routines;
        this.views = views;
        this.runs = runs;
        this.approvals = approvals;
        this.resumes = resumes;
    }

    PlanInputs() {
        this(null, null, null, null, null, null);
    }

    /** What a run was made from. */
    @Transactional
    public KeptRequest kept(UUID runId) {
        return approvals.kept(runId);
    }

    /** The procedures of a run that have not succeeded. */
    @Transactional
    public Set<QualifiedName> open(UUID runId) {
        return resumes.open(runId);
    }

    /** The catalog as one snapshot. */
    @Transactional
    public Catalog catalog() {
        return catalogs.load();
    }

    /** Everything that the database has now under these names. */
    @Transactional
    public Map<QualifiedName, List<Routine>> routines(Collection<QualifiedName> names) {
        return routines.routines(names);
    }

    /** The database's own names of types; see {@link RoutineInspector#types}. */
    @Transactional
    public Map<String, String> types(Collection<String> written) {
        return routines.types(written);
    }

    /** What the database has now under these names; see {@link ViewInspector#views}. */
    @Transactional
    public Map<QualifiedName, ViewFacts> views(Collection<QualifiedName> names) {
        return views.views(names);
    }

    @Transactional
    public Map<QualifiedName, Duration> expectedDurations(Mode mode) {
        return runs.expectedDurations(mode);
    }

    @Transactional
    public Map<QualifiedName, Duration> expectedRefreshDurations() {
        return runs.expectedRefreshDurations();
    }
}
