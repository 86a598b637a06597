package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
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
     * @param readers the views that read a view
     */
    public static void arrows(
            Collection<RefreshLink> links,
            Function<QualifiedName, ? extends Collection<QualifiedName>> readers,
            BiConsumer<QualifiedName, QualifiedName> arrow) {
        List<QualifiedName> before = List.of();
        for (List<QualifiedName> level : levels(links, readers).values()) {
            before.forEach(earlier -> level.forEach(later -> arrow.accept(earlier, later)));
            before = level;
        }
    }

    /** The views by the sequence with which they count. */
    private static SortedMap<Integer, List<QualifiedName>> levels(
            Collection<RefreshLink> links, Function<QualifiedName, ? extends Collection<QualifiedName>> readers) {
        Map<QualifiedName, Integer> sequences = sequences(links, readers);
        SortedMap<Integer, List<QualifiedName>> levels = new TreeMap<>();
        for (RefreshLink link : links) {
            levels.computeIfAbsent(sequences.get(link.view()), none -> new ArrayList<>())
                    .add(link.view());
        }
        return levels;
    }

    /** From the largest sequence down, each is given to whatever reads its view and has none yet, so that all get the largest. */
    private static Map<QualifiedName, Integer> sequences(
            Collection<RefreshLink> links, Function<QualifiedName, ? extends Collection<QualifiedName>> readers) {
        Map<QualifiedName, Integer> sequences = new HashMap<>();
        for (RefreshLink link : links.stream()
                .sorted(Comparator.comparingInt(RefreshLink::sequence).reversed())
                .toList()) {
            Deque<QualifiedName> open = new ArrayDeque<>(List.of(link.view()));
            while (!open.isEmpty()) {
                QualifiedName view = open.remove();
                if (sequences.putIfAbsent(view, link.sequence()) == null) {
                    open.addAll(readers.apply(view));
                }
            }
        }
        return sequences;
    }
}
