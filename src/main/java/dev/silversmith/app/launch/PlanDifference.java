package dev.silversmith.app.launch;

import dev.silversmith.core.shared.QualifiedName;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * Which procedures a plan has, against one that was seen before.
 *
 * @param added those that are new, by name
 * @param removed those that are not in it any more, by name
 */
public record PlanDifference(List<QualifiedName> added, List<QualifiedName> removed) {

    public PlanDifference {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    public static PlanDifference between(Collection<QualifiedName> seen, Collection<QualifiedName> now) {
        return new PlanDifference(without(now, seen), without(seen, now));
    }

    private static List<QualifiedName> without(Collection<QualifiedName> some, Collection<QualifiedName> others) {
        TreeSet<QualifiedName> rest = new TreeSet<>(some);
        rest.removeAll(new TreeSet<>(others));
        return List.copyOf(rest);
    }
}
