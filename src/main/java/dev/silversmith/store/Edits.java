package dev.silversmith.store;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows that one edit of the catalog makes, changes and takes away, in an order that the foreign keys allow.
 *
 * <p>What goes, goes first: EclipseLink would insert before it deletes, and a member that changes its group would be there twice. Rows that
 * link others go before those. Then come the rows with names, at last those that link them.
 */
final class Edits {

    private final EntityManager entities;
    private final Instant now;
    private final String actor;
    private final List<ConfigurationRow> named = new ArrayList<>();
    private final List<ConfigurationRow> linking = new ArrayList<>();
    private final List<ConfigurationRow> removed = new ArrayList<>();

    Edits(EntityManager entities, Instant now, String actor) {
        this.entities = entities;
        this.now = now;
        this.actor = actor;
    }

    EntityManager entities() {
        return entities;
    }

    /** A new row with a name of its own, to which others refer. */
    <T extends ConfigurationRow> T make(T row) {
        row.made(now, actor);
        named.add(row);
        return row;
    }

    /** A new row that refers to others, which must be there first. */
    <T extends ConfigurationRow> T makeLink(T row) {
        row.made(now, actor);
        linking.add(row);
        return row;
    }

    /** Notes who changed a row, if it was changed. */
    void changed(ConfigurationRow row, boolean isChanged) {
        if (isChanged) {
            row.changed(now, actor);
        }
    }

    /** Takes a row away to which no other row refers. */
    void removeLink(ConfigurationRow row) {
        entities.remove(row);
    }

    /** Takes a row away after those that referred to it. */
    void remove(ConfigurationRow row) {
        removed.add(row);
    }

    void flush() {
        entities.flush();
        removed.forEach(entities::remove);
        entities.flush();
        named.forEach(entities::persist);
        entities.flush();
        linking.forEach(entities::persist);
        entities.flush();
    }
}
