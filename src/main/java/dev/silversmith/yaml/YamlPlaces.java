package dev.silversmith.yaml;

import dev.silversmith.app.port.CatalogFile.Places;
import dev.silversmith.app.port.FilePlace;
import dev.silversmith.core.shared.QualifiedName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Finds the lines of what a rule of the whole catalog refuses, which knows names and no file. */
final class YamlPlaces implements Places {

    /** A pointer to less, {@code /procedures}, says nothing. */
    private static final int FEWEST_KEYS = 2;

    private static final int DEEPEST = 6;

    private final Node root;

    /** By JSON pointer; made at the first question, for most files raise none. */
    private Map<String, FilePlace> places;

    YamlPlaces(Node root) {
        this.root = root;
    }

    /** The line of a node, from 1. */
    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    @Override
    public Optional<FilePlace> of(String pointer) {
        if (places == null) {
            places = new HashMap<>();
            gather(root, "", new FilePlace("", 1), 0);
        }
        String nearest = pointer;
        while (nearest.chars().filter(character -> character == '/').count() >= FEWEST_KEYS) {
            if (places.containsKey(nearest)) {
                return Optional.of(places.get(nearest));
            }
            nearest = nearest.substring(0, nearest.lastIndexOf('/'));
        }
        return Optional.empty();
    }

    // The depth is bounded, by YamlTree and here: an alias may make a node its own child.
    private void gather(Node node, String pointer, FilePlace place, int depth) {
        if (depth == DEEPEST) {
            return;
        }
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    FilePlace at = place.child(key.getValue(), line(key));
                    add(tuple.getValueNode(), pointer + "/" + escaped(canonical(key.getValue(), depth)), at, depth);
                }
            });
        } else if (node instanceof SequenceNode sequence) {
            for (int index = 0; index < sequence.getValue().size(); index++) {
                Node item = sequence.getValue().get(index);
                add(item, pointer + "/" + index, place.child(Integer.toString(index), line(item)), depth);
            }
        }
    }

    private void add(Node node, String pointer, FilePlace place, int depth) {
        if (places.putIfAbsent(pointer, place) == null) {
            gather(node, pointer, place, depth + 1);
        }
    }

    /** Rules name procedures and views in their text form, whatever the file has written. */
    private static String canonical(String key, int depth) {
        if (depth != 1) {
            return key;
        }
        try {
            return QualifiedName.parse(key).toString();
        } catch (IllegalArgumentException noName) {
            return key;
        }
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
