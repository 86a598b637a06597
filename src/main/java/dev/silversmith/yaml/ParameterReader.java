package dev.silversmith.yaml;

import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.shared.Literal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads one parameter of a procedure. */
final class ParameterReader {

    private static final int LONGEST_TYPE = 200;
    private static final int LONGEST_SECRET = 200;
    private static final List<String> CONSTANTS = List.of("value", "incremental", "full");
    private static final Pattern PROPERTY = Pattern.compile("[A-Za-z0-9_.-]+");

    /** What {@code from} may say. */
    private static final Map<String, ParameterSource> SOURCES = WordList.of(
            ParameterSource::word,
            Arrays.stream(ParameterSource.values())
                    .filter(source -> source != ParameterSource.VALUE && source != ParameterSource.SECRET)
                    .toArray(ParameterSource[]::new));

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
        Optional<ParameterSource> source = fields.word("from", SOURCES);
        Optional<String> secret = fields.parsed("secret", node -> secret(Fields.checkedText(node, LONGEST_SECRET)));
        Optional<Literal> value = fields.parsed("value", Scalars::literal);
        Optional<Literal> incremental = fields.parsed("incremental", Scalars::literal);
        Optional<Literal> full = fields.parsed("full", Scalars::literal);
        fields.refuseOthers();
        boolean whole = isFromOnePlace()
                && (source.isPresent()
                        || secret.isPresent()
                        || value.or(() -> incremental).or(() -> full).isPresent());
        if (type.isEmpty() || !whole) {
            return Optional.empty();
        }
        return Optional.of(
                source.isPresent()
                        ? Parameter.from(name, type.get(), source.get())
                        : secret.map(property -> Parameter.ofSecret(name, type.get(), property))
                                .orElseGet(() -> Parameter.ofValues(name, type.get(), value, incremental, full)));
    }

    private boolean isFromOnePlace() {
        boolean constant = CONSTANTS.stream().anyMatch(fields::has);
        List<String> origins = Stream.of("from", "secret").filter(fields::has).toList();
        if (origins.size() + (constant ? 1 : 0) > 1) {
            fields.mistake(origins.get(0), "a parameter has one of 'value', 'from' and 'secret', not more");
            return false;
        }
        if (origins.isEmpty() && !constant) {
            String detail =
                    "has no 'value', 'from' or 'secret'; leave the parameter out to use the procedure's DEFAULT";
            fields.mistake("value", detail);
            return false;
        }
        return true;
    }

    private static String secret(String property) {
        if (!PROPERTY.matcher(property).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is not the name of a configuration property: use letters, digits, '_', '-' and '.'"
                            .formatted(property));
        }
        return property;
    }
}
