package dev.silversmith.yaml;

import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Finds the lines of what a rule of the whole catalog refuses, which knows names and no file. */
final class YamlPlaces {

    private YamlPlaces() {}

    /** The line of a node, from 1. */
    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    /** The same refusal with path and line instead of each JSON pointer that leads to a key of the file. */
    static ProblemException locate(Node root, ProblemException refusal) {
        List<Violation> located = refusal.violations().stream()
                .map(violation -> locate(root, violation))
                .toList();
        if (located.isEmpty() || located.equals(refusal.violations())) {
            return refusal;
        }
        String message = refusal.getMessage();
        boolean firstFound = !located.get(0).equals(refusal.violations().get(0));
        return new ProblemException(
                refusal.problem(), firstFound ? located.get(0).pointer() + ": " + message : message, located);
    }

    private static Violation locate(Node root, Violation violation) {
        Node node = root;
        Place place = new Place("", 1);
        for (String segment : segments(violation.pointer())) {
            Optional<NodeTuple> entry = entry(node, segment);
            if (entry.isEmpty()) {
                return violation;
            }
            place = place.child(segment, line(entry.get().getKeyNode()));
            node = entry.get().getValueNode();
        }
        return place.path().isEmpty() ? violation : new Violation(place.toString(), violation.detail());
    }

    private static List<String> segments(String pointer) {
        if (!pointer.startsWith("/")) {
            return List.of();
        }
        return Arrays.stream(pointer.substring(1).split("/", -1))
                .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    private static Optional<NodeTuple> entry(Node node, String key) {
        if (!(node instanceof MappingNode mapping)) {
            return Optional.empty();
        }
        return mapping.getValue().stream()
                .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar && means(scalar.getValue(), key))
                .findFirst();
    }

    private static boolean means(String written, String key) {
        if (written.equals(key)) {
            return true;
        }
        try {
            return QualifiedName.parse(written).toString().equals(key);
        } catch (IllegalArgumentException noName) {
            return false;
        }
    }
}
