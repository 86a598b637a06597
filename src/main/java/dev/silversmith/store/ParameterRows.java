package dev.silversmith.store;

import static dev.silversmith.wire.JsonMaker.JSON;

import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.wire.LiteralJson;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A parameter is up to three rows: one for every mode, and one for each mode with a constant of its own. */
final class ParameterRows {

    private ParameterRows() {}

    /** The rows of a procedure's parameters, without ids. */
    static List<ParameterRow> of(List<Parameter> parameters) {
        List<ParameterRow> rows = new ArrayList<>();
        int ordinal = 0;
        for (Parameter parameter : parameters) {
            ordinal++;
            if (parameter.source() != ParameterSource.VALUE) {
                rows.add(row(parameter, null, null, ordinal));
            }
            for (var constant : constants(parameter).entrySet()) {
                rows.add(row(parameter, constant.getKey(), constant.getValue(), ordinal));
            }
        }
        return rows;
    }

    private static Map<String, Literal> constants(Parameter parameter) {
        Map<String, Literal> constants = new LinkedHashMap<>();
        parameter.value().ifPresent(value -> constants.put(null, value));
        parameter.incremental().ifPresent(value -> constants.put(Mode.INCREMENTAL.word(), value));
        parameter.full().ifPresent(value -> constants.put(Mode.FULL.word(), value));
        return constants;
    }

    private static ParameterRow row(Parameter parameter, String mode, Literal value, int ordinal) {
        ParameterRow row = new ParameterRow();
        row.name = parameter.name();
        row.mode = mode;
        row.dataType = parameter.type();
        row.source = parameter.source().word();
        row.secret = parameter.secret().orElse(null);
        row.value = value == null ? null : LiteralJson.write(value).toString();
        row.ordinal = ordinal;
        return row;
    }

    /** The parameters that a procedure's rows, in their order, make. */
    static List<Parameter> toParameters(List<ParameterRow> rows) {
        Map<String, List<ParameterRow>> byName = new LinkedHashMap<>();
        rows.forEach(row ->
                byName.computeIfAbsent(row.name, name -> new ArrayList<>()).add(row));
        return byName.values().stream().map(ParameterRows::toParameter).toList();
    }

    private static Parameter toParameter(List<ParameterRow> rows) {
        ParameterRow first = rows.get(0);
        ParameterSource source = ParameterSource.ofWord(first.source)
                .orElseThrow(() ->
                        new IllegalStateException("parameter %s has the source %s, which this version does not know"
                                .formatted(first.name, first.source)));
        return new Parameter(
                first.name,
                first.dataType,
                source,
                Optional.ofNullable(first.secret),
                constant(rows, null),
                constant(rows, Mode.INCREMENTAL.word()),
                constant(rows, Mode.FULL.word()));
    }

    private static Optional<Literal> constant(List<ParameterRow> rows, String mode) {
        return rows.stream()
                .filter(row -> row.value != null && Objects.equals(row.mode, mode))
                .findFirst()
                .map(row -> literal(row.value));
    }

    private static Literal literal(String json) {
        try (JsonReader reader = JSON.createReader(new StringReader(json))) {
            return LiteralJson.read(reader.readValue())
                    .orElseThrow(() -> new IllegalStateException("a stored constant is no constant: " + json));
        }
    }
}
