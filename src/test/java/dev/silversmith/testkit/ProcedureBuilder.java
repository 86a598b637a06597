package dev.silversmith.testkit;

import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Procedure.Modes;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Makes a procedure of the catalog: enabled, of kind other, fit for both modes, unless told otherwise. */
public final class ProcedureBuilder {

    private final QualifiedName name;
    private Kind kind = Kind.OTHER;
    private String description = "";
    private boolean enabled = true;
    private Modes modes = new Modes(true, true, true);
    private final SortedSet<QualifiedName> dependsOn = new TreeSet<>();
    private final SortedSet<String> tags = new TreeSet<>();
    private final List<Parameter> parameters = new ArrayList<>();
    private List<String> searchPath = List.of();
    private Optional<Duration> timeout = Optional.empty();
    private Duration lockTimeout = Procedure.DEFAULT_LOCK_TIMEOUT;

    private ProcedureBuilder(QualifiedName name) {
        this.name = name;
    }

    public static ProcedureBuilder aProcedure(String name) {
        return new ProcedureBuilder(QualifiedName.parse(name));
    }

    public ProcedureBuilder kind(Kind value) {
        kind = value;
        return this;
    }

    public ProcedureBuilder dimension() {
        return kind(Kind.DIMENSION);
    }

    public ProcedureBuilder fact() {
        return kind(Kind.FACT);
    }

    public ProcedureBuilder description(String value) {
        description = value;
        return this;
    }

    public ProcedureBuilder disabled() {
        enabled = false;
        return this;
    }

    public ProcedureBuilder modes(boolean incremental, boolean full, boolean allowFullRefresh) {
        modes = new Modes(incremental, full, allowFullRefresh);
        return this;
    }

    public ProcedureBuilder after(String... parents) {
        for (String parent : parents) {
            dependsOn.add(QualifiedName.parse(parent));
        }
        return this;
    }

    public ProcedureBuilder tags(String... values) {
        tags.addAll(List.of(values));
        return this;
    }

    /** A parameter with a constant for every mode. */
    public ProcedureBuilder value(String parameter, String type, String text) {
        return parameter(new Parameter(
                parameter,
                type,
                ParameterSource.VALUE,
                Optional.of(Literal.string(text)),
                Optional.empty(),
                Optional.empty()));
    }

    public ProcedureBuilder from(String parameter, String type, ParameterSource source) {
        return parameter(new Parameter(parameter, type, source, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    public ProcedureBuilder parameter(Parameter parameter) {
        parameters.add(parameter);
        return this;
    }

    public ProcedureBuilder searchPath(String... schemas) {
        searchPath = List.of(schemas);
        return this;
    }

    public ProcedureBuilder timeout(Duration value) {
        timeout = Optional.of(value);
        return this;
    }

    public ProcedureBuilder lockTimeout(Duration value) {
        lockTimeout = value;
        return this;
    }

    public Procedure build() {
        return new Procedure(
                name,
                kind,
                description,
                "",
                enabled,
                modes,
                dependsOn,
                tags,
                Optional.empty(),
                searchPath,
                timeout,
                lockTimeout,
                parameters);
    }
}
