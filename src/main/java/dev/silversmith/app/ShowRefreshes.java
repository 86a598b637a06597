package dev.silversmith.app;

import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.app.port.RefreshQueries;
import dev.silversmith.app.port.RefreshView;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Shows the refresh targets of the catalog and what was refreshed. */
@ApplicationScoped
public class ShowRefreshes {

    private final CatalogStore catalogs;
    private final RefreshQueries refreshes;

    @Inject
    public ShowRefreshes(CatalogStore catalogs, RefreshQueries refreshes) {
        this.catalogs = catalogs;
        this.refreshes = refreshes;
    }

    ShowRefreshes() {
        this(null, null);
    }

    /**
     * A refresh target as it can be seen.
     *
     * @param links what its procedures want of it, by procedure
     * @param last the attempt that ended last; empty if there was none
     */
    public record Target(
            RefreshTarget declared, SortedMap<QualifiedName, RefreshLink> links, Optional<RefreshView> last) {

        public Target {
            links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
        }
    }

    /** Every target, by view. */
    @Transactional
    public List<Target> targets() {
        Catalog catalog = catalogs.load();
        Map<QualifiedName, SortedMap<QualifiedName, RefreshLink>> links = new TreeMap<>();
        catalog.procedures().values().forEach(procedure -> procedure.refresh().forEach(link -> links.computeIfAbsent(
                        link.view(), view -> new TreeMap<>())
                .put(procedure.name(), link)));
        Map<QualifiedName, RefreshView> last =
                refreshes.latest(catalog.refreshTargets().keySet());
        return catalog.refreshTargets().values().stream()
                .map(target -> new Target(
                        target,
                        links.getOrDefault(target.view(), Collections.emptySortedMap()),
                        Optional.ofNullable(last.get(target.view()))))
                .toList();
    }

    /**
     * One target.
     *
     * @throws ProblemException NOT_FOUND if the catalog has no such target
     */
    @Transactional
    public Target target(QualifiedName view) {
        return targets().stream()
                .filter(target -> target.declared().view().equals(view))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.NOT_FOUND, "the catalog has no refresh target %s".formatted(view)));
    }

    /** The views that a resume of a run refreshes again, in the plan's order. */
    @Transactional
    public List<QualifiedName> open(UUID runId) {
        return refreshes.open(runId);
    }

    /** Every attempt of a run's refreshes, in the plan's order. */
    @Transactional
    public List<RefreshView> ofRun(UUID runId) {
        return refreshes.ofRun(runId);
    }
}
