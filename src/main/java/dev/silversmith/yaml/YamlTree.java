package dev.silversmith.yaml;

import dev.silversmith.app.port.FilePlace;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Parses a file into nodes, within limits that keep a hostile file cheap. */
final class YamlTree {

    private static final int MOST_CHARACTERS = 8 * 1024 * 1024;

    /** Each of them becomes a node in memory; a procedure with all that the format knows has about a hundred. */
    private static final int MOST_EVENTS = 1_500_000;

    /** The parser copies the whole of a long line whenever it reads on: with its own 1024, a line of 8 MB takes half a minute. */
    private static final int READ_AT_ONCE = 256 * 1024;

    private static final int MOST_ALIASES = 50;
    private static final int DEEPEST = 32;

    private YamlTree() {}

    /** The root of the file's one document; empty, with the mistake noted, if there is none or it is not YAML. */
    static Optional<Node> parse(String file, Findings findings) {
        FilePlace top = new FilePlace("", 1);
        try {
            Optional<String> excess = excess(file);
            if (excess.isPresent()) {
                findings.add(top, excess.get());
                return Optional.empty();
            }
            Optional<Node> root = new Compose(settings()).composeString(file);
            if (root.isEmpty()) {
                findings.add(top, "the file is empty; it begins with 'version: 1'");
            }
            return root;
        } catch (MarkedYamlEngineException unreadable) {
            int line =
                    unreadable.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            findings.add(new FilePlace("", line), "this is not YAML: " + unreadable.getProblem());
        } catch (YamlEngineException unreadable) {
            findings.add(top, "this is not YAML: " + firstLine(unreadable.getMessage()));
        }
        return Optional.empty();
    }

    // The composer calls itself for each level and keeps every node, so both are counted before it is let at the text.
    private static Optional<String> excess(String file) {
        int depth = 0;
        int events = 0;
        for (Event event : new Parse(settings()).parseString(file)) {
            events++;
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {
                    // nothing that nests
                }
            }
            if (depth > DEEPEST) {
                return Optional.of("the file is nested more than %d deep".formatted(DEEPEST));
            }
            if (events > MOST_EVENTS) {
                return Optional.of("the file has more than %d keys and values".formatted(MOST_EVENTS));
            }
        }
        return Optional.empty();
    }

    private static LoadSettings settings() {
        return LoadSettings.builder()
                .setBufferSize(READ_AT_ONCE)
                .setLabel("catalog")
                .setSchema(new CoreSchema())
                .setCodePointLimit(MOST_CHARACTERS)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setAllowDuplicateKeys(true)
                .setAllowNonScalarKeys(true)
                .setParseComments(false)
                .build();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("unreadable");
    }
}
