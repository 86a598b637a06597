package dev.silversmith.app.port;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Registration;
import dev.silversmith.core.shared.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps the catalog. */
public interface CatalogStore {

    /** The whole catalog as one consistent snapshot. */
    Catalog load();

    /** The whole catalog with what is kept beside it, as one consistent snapshot. */
    StoredCatalog loadWhole();

    /**
     * A catalog with what is kept beside it.
     *
     * @param registrations what the database said of procedures when they were registered; nothing of those that never were looked at
     * @param watermarks where the watermarks stand, also of those that the catalog declares no more
     */
    record StoredCatalog(
            Catalog catalog, Map<QualifiedName, Registration> registrations, List<WatermarkView> watermarks) {

        public StoredCatalog {
            registrations = Map.copyOf(registrations);
            watermarks = List.copyOf(watermarks);
        }
    }

    /**
     * Where the watermarks stand, also of those that the catalog declares no more, by procedure.
     *
     * @param limit the most that are wanted, at least 1
     * @param cursor what an earlier page gave as its next; empty for the first page
     * @throws dev.silversmith.core.shared.ProblemException INVALID_REQUEST if no page of this list gave the cursor
     */
    Page<WatermarkView> watermarks(int limit, Optional<String> cursor);

    /** The procedures that cannot be forgotten: they have steps, or a watermark that stands somewhere or was to be set. */
    Set<QualifiedName> proceduresWithHistory();

    /** The procedures of runs that have not ended. */
    Set<QualifiedName> proceduresOfOpenRuns();

    /** The refresh targets that were refreshed before. */
    Set<QualifiedName> refreshTargetsWithHistory();

    /**
     * Makes the stored catalog equal to the given one, in the caller's transaction.
     *
     * @param registrations what to register of procedures; others keep what they have
     * @param actor who changes it
     */
    void save(Catalog catalog, Map<QualifiedName, Registration> registrations, String actor);

    /** Holds off writers until the end of the caller's transaction, which may refer to what is in the catalog. */
    void lockForUse();

    /** Lets one writer in at a time until the end of the caller's transaction, so that two edits cannot make a cycle together. */
    void lockForEdit();
}
