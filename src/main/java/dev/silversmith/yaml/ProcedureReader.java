package dev.silversmith.yaml;

import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Procedure.Modes;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads one procedure; what is left out has the defaults of the contract. */
final class ProcedureReader {

    private static final int LONGEST_DESCRIPTION = 4000;
    private static final int LONGEST_WORD = 200;
    private static final int LONGEST_NAME = 300;

    private static final Duration LONGEST_FRESHNESS = Duration.ofDays(3660);
    private static final Map<String, Kind> KINDS = WordList.of(Kind::word, Kind.values());

    private final QualifiedName name;
    private final Fields fields;

    ProcedureReader(QualifiedName name, Fields fields) {
        this.name = name;
        this.fields = fields;
    }

    /** The procedure, with defaults where a mistake was noted. */
    Procedure read() {
        ExecutionReader surroundings = new ExecutionReader(fields);
        Procedure procedure = new Procedure(
                name,
                fields.word("kind", KINDS).orElse(Kind.OTHER),
                fields.text("description", LONGEST_DESCRIPTION).orElse(""),
                fields.text("owner", LONGEST_WORD).orElse(""),
                fields.flag("enabled").orElse(true),
                fields.mapping("modes").map(ProcedureReader::modes).orElse(Modes.DEFAULT),
                new TreeSet<>(list("dependsOn", LONGEST_NAME, QualifiedName::parse)),
                new TreeSet<>(list("tags", LONGEST_WORD, tag -> tag)),
                fields.list("arguments", LONGEST_WORD, false, ProcedureReader::type),
                parameters(),
                surroundings.read(),
                surroundings.retry(),
                fields.parsed("freshness", node -> Durations.upTo(LONGEST_FRESHNESS, node)),
                surroundings.refresh());
        fields.refuseOthers();
        return procedure;
    }

    private <T> List<T> list(String key, int longest, Function<String, T> reader) {
        return fields.list(key, longest, true, reader).orElse(List.of());
    }

    private List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        fields.mapping("parameters")
                .ifPresent(entries -> entries.forEach((parameter, entry) -> {
                    try {
                        new ParameterReader(identifier(Scalars.storable(parameter)), entry)
                                .read()
                                .ifPresent(parameters::add);
                    } catch (IllegalArgumentException noName) {
                        entry.mistake("", noName.getMessage());
                    }
                }));
        return parameters;
    }

    private static Modes modes(Fields modes) {
        Modes read = new Modes(
                modes.flag("incremental").orElse(Modes.DEFAULT.incremental()),
                modes.flag("full").orElse(Modes.DEFAULT.full()),
                modes.flag("allowFullRefresh").orElse(Modes.DEFAULT.allowFullRefresh()));
        modes.refuseOthers();
        return read;
    }

    static String type(String text) {
        String type = text.strip();
        if (type.isEmpty() || type.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("'%s' is not the name of a type".formatted(text));
        }
        return type;
    }

    /** A name that stands for itself, as the database keeps it. */
    static String identifier(String text) {
        return new QualifiedName(text, text).name();
    }
}
