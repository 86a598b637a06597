package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The order that {@code sequence} gives to the views of one procedure.
 *
 * <p>What a view reads is refreshed before it, whatever the sequence says: a view that reads one with a larger sequence, however
 * indirectly, counts with that larger one. So the sequence of a procedure never contradicts what its views read.
 */
public final class RefreshSequence {

    private RefreshSequence() {}

    /**
     * Tells every pair of views of which the first comes right before the second: they have neighbouring sequences. All other pairs
     * follow from these.
     *
     * @param links of one procedure
     * @param reads of these links' views those that one of them reads, however indirectly
     */
    public static void arrows(
            Collection<RefreshLink> links,
            Function<QualifiedName, ? extends Collection<QualifiedName>> reads,
            BiConsumer<QualifiedName, QualifiedName> arrow) {
        Map<QualifiedName, Integer> declared = new HashMap<>();
        links.forEach(link -> declared.put(link.view(), link.sequence()));
        SortedMap<Integer, List<QualifiedName>> levels = new TreeMap<>();
        declared.forEach((view, sequence) -> {
            int level = reads.apply(view).stream().mapToInt(declared::get).reduce(sequence, Math::max);
            levels.computeIfAbsent(level, none -> new ArrayList<>()).add(view);
        });
        List<QualifiedName> before = List.of();
        for (List<QualifiedName> level : levels.values()) {
            before.forEach(earlier -> level.forEach(later -> arrow.accept(earlier, later)));
            before = level;
        }
    }
}
