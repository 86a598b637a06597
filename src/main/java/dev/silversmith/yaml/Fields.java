package dev.silversmith.yaml;

import dev.silversmith.app.port.FilePlace;
import dev.silversmith.core.shared.NearestName;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The keys of one mapping. Each question names a key and its type; a key that is not there is empty, one that is wrong is empty too and
 * noted as a mistake.
 */
final class Fields {

    private static final int MOST_ITEMS = 10_000;

    private final FilePlace place;
    private final Findings findings;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private boolean whole = true;

    private Fields(FilePlace place, Findings findings) {
        this.place = place;
        this.findings = findings;
    }

    /** The keys of a node; none, with the mistake noted, if it is no mapping. Nothing at all counts as an empty mapping. */
    static Fields of(Node node, FilePlace place, Findings findings) {
        Fields fields = new Fields(place, findings);
        if (node instanceof MappingNode mapping && mapping.getTag().equals(Tag.MAP)) {
            mapping.getValue().forEach(fields::add);
        } else if (!Scalars.isNull(node)) {
            findings.add(place, "must be a mapping of keys to values");
            fields.whole = false;
        }
        return fields;
    }

    private void add(NodeTuple tuple) {
        int line = YamlPlaces.line(tuple.getKeyNode());
        if (!(tuple.getKeyNode() instanceof ScalarNode scalar) || hasForeignTag(scalar)) {
            findings.add(place.child("?", line), "a key must be a plain text");
            return;
        }
        String key = scalar.getValue();
        FilePlace at = place.child(key, line);
        Field first = fields.putIfAbsent(key, new Field(at, tuple.getValueNode()));
        if (first != null) {
            findings.add(at, "the key is there twice, first in line %d".formatted(first.place.line()));
        }
    }

    private static boolean hasForeignTag(ScalarNode key) {
        return !Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL).contains(key.getTag());
    }

    FilePlace place() {
        return place;
    }

    /** Whether there is a mapping to read at all; if not, that is noted already. */
    boolean isMapping() {
        return whole;
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    /** Where a key stands; of one that is not there the mapping's own place. */
    FilePlace placeOf(String key) {
        return has(key) ? fields.get(key).place : place;
    }

    void mistake(String key, String detail) {
        findings.add(placeOf(key), detail);
    }

    /** Every key that has a mapping, with it; for a mapping whose keys are names. */
    void forEach(BiConsumer<String, Fields> each) {
        fields.forEach((key, field) -> {
            asked.add(key);
            Fields entry = of(field.node, field.place, findings);
            if (entry.isMapping()) {
                each.accept(key, entry);
            }
        });
    }

    Optional<Node> node(String key) {
        asked.add(key);
        return Optional.ofNullable(fields.get(key)).map(field -> field.node);
    }

    /** The mappings of a list, each at its index. */
    List<Fields> mappings(String key) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (!(node.get() instanceof SequenceNode sequence) || !sequence.getTag().equals(Tag.SEQ)) {
            mistake(key, "must be a list of mappings, like [{key: value}]");
            return List.of();
        }
        List<Fields> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            FilePlace at = placeOf(key).child(Integer.toString(items.size()), YamlPlaces.line(item));
            items.add(of(item, at, findings));
        }
        return items;
    }

    Optional<Fields> mapping(String key) {
        return node(key).map(node -> of(node, placeOf(key), findings));
    }

    /** A text of at most so many characters. */
    Optional<String> text(String key, int longest) {
        return parsed(key, node -> checkedText(node, longest));
    }

    /** A text that a function reads on. */
    <T> Optional<T> text(String key, int longest, Function<String, T> reader) {
        return parsed(key, node -> reader.apply(checkedText(node, longest)));
    }

    Optional<Boolean> flag(String key) {
        return parsed(key, node -> Scalars.flag(node)
                .orElseThrow(() -> new IllegalArgumentException("must be true or false")));
    }

    Optional<Integer> number(String key) {
        return parsed(key, node -> Scalars.number(node)
                .orElseThrow(() -> new IllegalArgumentException("must be a whole number of at most nine digits")));
    }

    /** One of some words, each standing for a value. */
    <T> Optional<T> word(String key, Map<String, T> words) {
        return parsed(key, node -> Scalars.text(node)
                .map(words::get)
                .orElseThrow(
                        () -> new IllegalArgumentException("must be one of: " + String.join(", ", words.keySet()))));
    }

    /** Notes of each key that it must be there, if it is not. */
    void require(String... keys) {
        for (String key : keys) {
            if (whole && !has(key)) {
                mistake(key, "the key '%s' is missing".formatted(key));
            }
        }
    }

    /** A value that a function reads; what it refuses with an {@link IllegalArgumentException} is a mistake. */
    <T> Optional<T> parsed(String key, Function<Node, T> reader) {
        return node(key).flatMap(node -> parsed(node, placeOf(key), reader));
    }

    private <T> Optional<T> parsed(Node node, FilePlace at, Function<Node, T> reader) {
        try {
            return Optional.of(reader.apply(node));
        } catch (IllegalArgumentException | DateTimeException refused) {
            findings.add(at, refused.getMessage());
            return Optional.empty();
        }
    }

    /** A list of texts, each read by a function and none twice. */
    <T> Optional<List<T>> list(String key, int longest, boolean distinct, Function<String, T> reader) {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        if (!(node.get() instanceof SequenceNode sequence)
                || !sequence.getTag().equals(Tag.SEQ)
                || sequence.getValue().size() > MOST_ITEMS) {
            mistake(key, "must be a list of at most %d texts, like [a, b]".formatted(MOST_ITEMS));
            return Optional.empty();
        }
        List<T> items = new ArrayList<>();
        Set<T> seen = new HashSet<>();
        for (Node item : sequence.getValue()) {
            FilePlace at = new FilePlace(placeOf(key).path(), YamlPlaces.line(item));
            parsed(item, at, one -> reader.apply(checkedText(one, longest))).ifPresent(one -> {
                if (!seen.add(one) && distinct) {
                    findings.add(at, "%s is there twice".formatted(one));
                }
                items.add(one);
            });
        }
        return Optional.of(items);
    }

    /** Refuses every key that nobody asked for. */
    void refuseOthers() {
        fields.forEach((key, field) -> {
            if (!asked.contains(key)) {
                String advice = NearestName.slip(key, asked)
                        .map("; did you mean '%s'?"::formatted)
                        .orElse("");
                findings.add(field.place, "there is no key '%s' here%s".formatted(key, advice));
            }
        });
    }

    /**
     * The text of a node that is one.
     *
     * @throws IllegalArgumentException saying why not
     */
    static String checkedText(Node node, int longest) {
        String text = Scalars.text(node)
                .orElseThrow(() -> new IllegalArgumentException(
                        Scalars.isNull(node) ? "has no value" : "must be a text; put it in quotes if it is one"));
        if (text.length() > longest) {
            throw new IllegalArgumentException("must have at most %d characters".formatted(longest));
        }
        return Scalars.storable(text);
    }

    private record Field(FilePlace place, Node node) {}
}
