package dev.silversmith.core.plan;

import dev.silversmith.core.shared.QualifiedName;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the database says of a relation that is to be refreshed.
 *
 * @param kind what it is; only a materialized view can be refreshed
 * @param reads the materialized views that it reads, directly or through plain views
 * @param refreshable whether the warehouse login may refresh it
 */
public record ViewFacts(Kind kind, SortedSet<QualifiedName> reads, boolean refreshable) {

    /** What a relation is. */
    public enum Kind {
        TABLE,
        VIEW,
        MATERIALIZED_VIEW,
        FOREIGN_TABLE,
        SEQUENCE,
        /** Neither of these, for example an index. */
        RELATION;

        /** The words for it in PostgreSQL. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public ViewFacts {
        reads = Collections.unmodifiableSortedSet(new TreeSet<>(reads));
    }
}
