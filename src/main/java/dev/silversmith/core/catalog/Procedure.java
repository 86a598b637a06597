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
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
 * @param parameters named arguments, in the order of the catalog file
 * @param execution what surrounds the call
 * @param retry how often it is tried
 * @param freshness stale when the last success is older; empty for never
 * @param refresh the materialized views that its end wants refreshed, in the order of the catalog file
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
        List<Parameter> parameters,
        Execution execution,
        Retry retry,
        Optional<Duration> freshness,
        List<RefreshLink> refresh) {

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
        parameters = List.copyOf(parameters);
        Objects.requireNonNull(execution, "execution");
        Objects.requireNonNull(retry, "retry");
        refresh = List.copyOf(refresh);
    }

    /**
     * The same procedure for the record only: disabled, without links to what has gone.
     *
     * @param stays whether a procedure is still there
     * @param isTarget whether a view is still a refresh target
     */
    public Procedure retired(Predicate<QualifiedName> stays, Predicate<QualifiedName> isTarget) {
        return new Procedure(
                name,
                kind,
                description,
                owner,
                false,
                modes,
                dependsOn.stream().filter(stays).collect(Collectors.toCollection(TreeSet::new)),
                tags,
                arguments,
                parameters,
                execution,
                retry,
                freshness,
                refresh.stream().filter(link -> isTarget.test(link.view())).toList());
    }

    private static <T extends Comparable<T>> SortedSet<T> sorted(Set<T> set) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(set));
    }
}
