package dev.silversmith.yaml;

import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Procedure.Modes;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one procedure; what is left out has the defaults of the contract. */
final class ProcedureReader {

    private static final int LONGEST_DESCRIPTION = 4000;
    private static final int LONGEST_WORD = 200;
    private static final int LONGEST_NAME = 300;

    /** PostgreSQL keeps its timeouts as 32-bit milliseconds. */
    private static final Duration LONGEST_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

    private final QualifiedName name;
    private final Fields fields;

    ProcedureReader(QualifiedName name, Fields fields) {
        this.name = name;
        this.fields = fields;
    }

    /** The procedure, with defaults where a mistake was noted. */
    Procedure read() {
        Procedure procedure = new Procedure(
                name,
                fields.parsed("kind", ProcedureReader::kind).orElse(Kind.OTHER),
                fields.text("description", LONGEST_DESCRIPTION).orElse(""),
                fields.text("owner", LONGEST_WORD).orElse(""),
                fields.flag("enabled").orElse(true),
                fields.mapping("modes").map(ProcedureReader::modes).orElse(Modes.DEFAULT),
                new TreeSet<>(list("dependsOn", LONGEST_NAME, QualifiedName::parse)),
                new TreeSet<>(list("tags", LONGEST_WORD, tag -> tag)),
                fields.list("arguments", LONGEST_WORD, false, ProcedureReader::type),
                list("searchPath", LONGEST_NAME, ProcedureReader::identifier),
                timeout("timeout"),
                timeout("lockTimeout").orElse(Procedure.DEFAULT_LOCK_TIMEOUT),
                parameters());
        fields.parsed("transaction", ProcedureReader::transaction);
        fields.notBuiltYet("freshness", "retry", "watermark", "rows", "expect", "afterSuccess", "refresh");
        fields.refuseOthers();
        return procedure;
    }

    private <T> List<T> list(String key, int longest, Function<String, T> reader) {
        return fields.list(key, longest, true, reader).orElse(List.of());
    }

    private Optional<Duration> timeout(String key) {
        return fields.parsed(key, ProcedureReader::duration);
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

    private static Kind kind(Node node) {
        return Arrays.stream(Kind.values())
                .filter(kind -> Scalars.text(node).equals(Optional.of(kind.word())))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of: "
                        + Arrays.stream(Kind.values()).map(Kind::word).collect(Collectors.joining(", "))));
    }

    private static String transaction(Node node) {
        String word = Scalars.text(node).orElse("");
        if (word.equals("own")) {
            throw new IllegalArgumentException("transaction: own is not supported yet");
        }
        if (!word.equals("managed")) {
            throw new IllegalArgumentException("must be managed");
        }
        return word;
    }

    private static Duration duration(Node node) {
        String wanted = "must be an ISO-8601 duration like PT30M, from PT0.001S to %s".formatted(LONGEST_TIMEOUT);
        try {
            Duration duration = Duration.parse(Scalars.text(node).orElse(""));
            boolean wholeMillis = duration.truncatedTo(ChronoUnit.MILLIS).equals(duration);
            if (wholeMillis && duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(LONGEST_TIMEOUT) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException noDuration) {
            throw new IllegalArgumentException(wanted, noDuration);
        }
        throw new IllegalArgumentException(wanted);
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
