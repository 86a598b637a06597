package dev.silversmith.app;

import dev.silversmith.app.port.AuditTrail;
import dev.silversmith.app.port.CatalogDiffFormat;
import dev.silversmith.app.port.CatalogStore;
import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.CatalogDiff;
import dev.silversmith.core.catalog.CatalogRules;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Changes the catalog: what a file declares replaces what is stored under the same name, everything else stays. All of it, with its audit
 * event, or nothing.
 */
@ApplicationScoped
public class EditCatalog {

    private final CatalogStore store;
    private final AuditTrail audit;
    private final CatalogDiffFormat format;

    /** For the container's proxy. */
    EditCatalog() {
        this(null, null, null);
    }

    @Inject
    public EditCatalog(CatalogStore store, AuditTrail audit, CatalogDiffFormat format) {
        this.store = store;
        this.audit = audit;
        this.format = format;
    }

    /**
     * Merges a file into the stored catalog.
     *
     * @param file what was declared
     * @param dryRun only tells what would change, or why it may not
     * @param actor who changes it
     * @return what changes; where that is nothing, nothing is written and nothing is audited
     * @throws dev.silversmith.core.shared.ProblemException if the catalog would not be valid as a whole
     */
    @Transactional
    public CatalogDiff apply(Catalog file, boolean dryRun, String actor) {
        if (!dryRun) {
            store.lockForEdit();
        }
        Catalog stored = store.load();
        Catalog merged = merge(stored, file);
        CatalogRules.check(merged);
        CatalogDiff diff = CatalogDiff.between(stored, merged);
        if (!dryRun && !diff.isEmpty()) {
            store.save(merged, actor);
            audit.record(
                    actor, "catalog.import", "catalog", "catalog", Optional.empty(), Optional.of(format.write(diff)));
        }
        return diff;
    }

    private static Catalog merge(Catalog stored, Catalog file) {
        SortedMap<QualifiedName, Procedure> procedures = new TreeMap<>(stored.procedures());
        procedures.putAll(file.procedures());
        SortedMap<String, Group> groups = new TreeMap<>(stored.groups());
        groups.putAll(file.groups());
        return new Catalog(procedures, groups);
    }
}
