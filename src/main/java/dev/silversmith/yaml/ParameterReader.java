package dev.silversmith.yaml;

import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.shared.Literal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one parameter of a procedure. */
final class ParameterReader {

    private static final int LONGEST_TYPE = 200;
    private static final List<String> CONSTANTS = List.of("value", "incremental", "full");

    private final String name;
    private final Fields fields;

    ParameterReader(String name, Fields fields) {
        this.name = name;
        this.fields = fields;
    }

    /** The parameter; empty, with the mistakes noted, if it makes none. */
    Optional<Parameter> read() {
        Optional<String> type =
                fields.parsed("type", node -> ProcedureReader.type(Fields.checkedText(node, LONGEST_TYPE)));
        if (!fields.has("type")) {
            fields.mistake("type", "the key 'type' is missing");
        }
        Optional<ParameterSource> source = fields.parsed("from", ParameterReader::source);
        Optional<Literal> value = fields.parsed("value", Scalars::literal);
        Optional<Literal> incremental = fields.parsed("incremental", Scalars::literal);
        Optional<Literal> full = fields.parsed("full", Scalars::literal);
        fields.notBuiltYet("secret");
        fields.refuseOthers();
        boolean whole = isFromOnePlace()
                && (source.isPresent()
                        || value.or(() -> incremental).or(() -> full).isPresent());
        if (type.isEmpty() || !whole) {
            return Optional.empty();
        }
        return Optional.of(
                new Parameter(name, type.get(), source.orElse(ParameterSource.VALUE), value, incremental, full));
    }

    private boolean isFromOnePlace() {
        boolean constant = CONSTANTS.stream().anyMatch(fields::has);
        if (fields.has("from") && constant) {
            fields.mistake("from", "a parameter has either 'from' or 'value', not both");
            return false;
        }
        if (!fields.has("from") && !constant && !fields.has("secret")) {
            String detail = "has neither 'value' nor 'from'; leave the parameter out to use the procedure's DEFAULT";
            fields.mistake("value", detail);
            return false;
        }
        return true;
    }

    private static ParameterSource source(Node node) {
        String word = Scalars.text(node).orElse("");
        if (word.startsWith("watermark.")) {
            throw new IllegalArgumentException("from: %s is not supported yet".formatted(word));
        }
        return ParameterSource.ofWord(word)
                .filter(source -> source != ParameterSource.VALUE)
                .orElseThrow(() -> new IllegalArgumentException("must be one of: "
                        + Arrays.stream(ParameterSource.values())
                                .filter(source -> source != ParameterSource.VALUE)
                                .map(ParameterSource::word)
                                .collect(Collectors.joining(", "))));
    }
}
