package dev.silversmith.app;

import dev.silversmith.app.port.AuditTrail;
import dev.silversmith.app.port.AuditTrail.Event;
import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.app.port.CatalogStore.StoredCatalog;
import dev.silversmith.app.port.StateFormat;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.CatalogChange;
import dev.silversmith.core.catalog.CatalogDiff;
import dev.silversmith.core.catalog.CatalogRules;
import dev.silversmith.core.catalog.Registration;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps an edit of the catalog with its audit events, in one transaction: one of the edit, and one of each entry that changes.
 *
 * <p>A refusal is an answer, not an exception: nothing was written, so nothing need be rolled back.
 */
@ApplicationScoped
public class KeepCatalog {

    private final CatalogStore store;
    private final AuditTrail audit;
    private final StateFormat format;

    /** For the container's proxy. */
    KeepCatalog() {
        this(null, null, null);
    }

    @Inject
    public KeepCatalog(CatalogStore store, AuditTrail audit, StateFormat format) {
        this.store = store;
        this.audit = audit;
        this.format = format;
    }

    /**
     * What became of an edit.
     *
     * @param diff what changes
     * @param faults violations of rules; nothing was kept if there is one
     * @param cycles ways in which the order goes round in a circle; likewise
     */
    public record Edit(CatalogDiff diff, List<Violation> faults, List<Violation> cycles) {

        boolean isRefused() {
            return !faults.isEmpty() || !cycles.isEmpty();
        }
    }

    /**
     * Merges a catalog into the stored one.
     *
     * @param declared what replaces what is stored under the same names
     * @param registrations what to register of the declared procedures
     * @param only tells what would change, or why it may not
     * @param prune whether what is not declared goes
     * @param actor who changes it
     */
    @Transactional
    public Edit merge(
            Catalog declared,
            Map<QualifiedName, Registration> registrations,
            boolean only,
            boolean prune,
            String actor) {
        if (!only) {
            store.lockForEdit();
        }
        StoredCatalog whole = store.loadWhole();
        Catalog stored = whole.catalog();
        Catalog merged = prune
                ? CatalogMerge.pruned(
                        stored, declared, store.proceduresWithHistory(), store.refreshTargetsWithHistory())
                : CatalogMerge.merged(stored, declared);
        List<Violation> faults = new ArrayList<>(CatalogRules.faults(merged));
        faults.addAll(WatermarkChanges.violations(merged, whole.watermarks(), store::proceduresOfOpenRuns));
        Map<QualifiedName, Registration> registering = new HashMap<>(whole.registrations());
        registering.putAll(registrations);
        Edit edit = new Edit(
                CatalogDiff.between(stored, merged, whole.registrations(), registering),
                faults,
                CatalogRules.cycles(merged));
        if (!only && !edit.isRefused() && !edit.diff.isEmpty()) {
            store.save(merged, registrations, actor);
            audit.record(events(
                    actor, edit.diff, CatalogChange.of(edit.diff, stored, merged, whole.registrations(), registering)));
        }
        return edit;
    }

    private List<Event> events(String actor, CatalogDiff diff, List<CatalogChange> changes) {
        List<Event> events = new ArrayList<>();
        events.add(new Event(
                actor,
                "catalog.import",
                "catalog",
                "catalog",
                Optional.empty(),
                Optional.empty(),
                Optional.of(format.counts(diff))));
        changes.forEach(change -> events.add(new Event(
                actor,
                "catalog.change",
                change.type(),
                change.name(),
                Optional.empty(),
                fields(change.before()),
                fields(change.after()))));
        return events;
    }

    private Optional<String> fields(Map<String, String> fields) {
        return fields.isEmpty() ? Optional.empty() : Optional.of(format.fields(fields));
    }
}
