package dev.silversmith.app;

import dev.silversmith.app.KeepCatalog.Edit;
import dev.silversmith.app.port.CatalogFile;
import dev.silversmith.core.catalog.CatalogDiff;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes the catalog: what a file declares replaces what is stored under the same name. All of it, with its audit event, or nothing.
 *
 * <p>A file is refused with everything that is wrong with it, whether its form, the rules of the catalog or the database says so.
 */
@ApplicationScoped
public class EditCatalog {

    private final CheckCatalog database;
    private final KeepCatalog keep;

    /** For the container's proxy. */
    EditCatalog() {
        this(null, null);
    }

    @Inject
    public EditCatalog(CheckCatalog database, KeepCatalog keep) {
        this.database = database;
        this.keep = keep;
    }

    /**
     * Merges a file into the stored catalog.
     *
     * @param dryRun only tells what would change, or why it may not
     * @param prune whether what the file does not declare goes; what has a history is disabled instead
     * @param actor who changes it
     * @return what changes; where that is nothing, nothing is written and nothing is audited
     * @throws ProblemException with every mistake and violation, each at its place in the file
     */
    public CatalogDiff apply(CatalogFile file, boolean dryRun, boolean prune, String actor) {
        var found = database.check(file.catalog());
        boolean sound = file.mistakes().isEmpty() && found.violations().isEmpty();
        Edit edit = keep.merge(file.catalog(), found.registrations(), dryRun || !sound, prune, actor);
        if (!sound || edit.isRefused()) {
            throw refusal(file, edit, found.violations());
        }
        return edit.diff();
    }

    private static ProblemException refusal(CatalogFile file, Edit edit, List<Violation> ofDatabase) {
        boolean onlyCycles = file.mistakes().isEmpty() && edit.faults().isEmpty() && ofDatabase.isEmpty();
        List<Violation> violations = new ArrayList<>(edit.faults());
        violations.addAll(edit.cycles());
        violations.addAll(ofDatabase);
        return file.refusal(onlyCycles ? Problem.CYCLE : Problem.INVALID_CATALOG, violations);
    }
}
