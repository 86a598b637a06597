package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A catalog entry: one executable PostgreSQL procedure or function and how it is to be run.
 *
 * @param name schema and name in the database
 * @param kind dimension, fact or other
 * @param description for people; may be empty
 * @param owner the team to ask; may be empty
 * @param enabled a disabled procedure is never selected by a wildcard, tag or group, and refused by name
 * @param modes what may be run
 * @param dependsOn the parents: this procedure starts after each of them succeeded
 * @param tags labels for selections
 * @param arguments the argument types, only needed where the name is overloaded
 * @param searchPath schemas for unqualified names inside the procedure; empty for none
 * @param timeout the longest one statement may take; empty for no limit
 * @param lockTimeout the longest wait for one lock
 * @param parameters named arguments, in the order of the catalog file
 */
public record Procedure(
        QualifiedName name,
        Kind kind,
        String description,
        String owner,
        boolean enabled,
        Modes modes,
        SortedSet<QualifiedName> dependsOn,
        SortedSet<String> tags,
        Optional<List<String>> arguments,
        List<String> searchPath,
        Optional<Duration> timeout,
        Duration lockTimeout,
        List<Parameter> parameters) {

    /** The lock timeout of a procedure that names none. */
    public static final Duration DEFAULT_LOCK_TIMEOUT = Duration.ofMinutes(5);

    /**
     * The modes in which a procedure may run.
     *
     * @param incremental whether it supports mode incremental
     * @param full whether it supports mode full
     * @param allowFullRefresh whether a full refresh of it may be requested at all
     */
    public record Modes(boolean incremental, boolean full, boolean allowFullRefresh) {

        public static final Modes DEFAULT = new Modes(true, false, false);
    }

    public Procedure {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(owner, "owner");
        dependsOn = sorted(dependsOn);
        tags = sorted(tags);
        arguments = arguments.map(List::copyOf);
        searchPath = List.copyOf(searchPath);
        parameters = List.copyOf(parameters);
    }

    private static <T extends Comparable<T>> SortedSet<T> sorted(Set<T> set) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(set));
    }
}
