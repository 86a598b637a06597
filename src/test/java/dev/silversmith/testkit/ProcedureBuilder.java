package dev.silversmith.testkit;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Expectation;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Maintenance;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Procedure.Modes;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.catalog.Watermark.Bound;
import dev.silversmith.core.catalog.WatermarkType;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.QualifiedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
    private Optional<List<String>> arguments = Optional.empty();
    private List<String> searchPath = List.of();
    private Optional<Duration> timeout = Optional.empty();
    private Duration lockTimeout = Execution.DEFAULT_LOCK_TIMEOUT;
    private Optional<Watermark> watermark = Optional.empty();
    private Optional<String> rowsOut = Optional.empty();
    private Optional<Expectation> expect = Optional.empty();
    private final List<Maintenance> afterSuccess = new ArrayList<>();
    private final List<RefreshLink> refresh = new ArrayList<>();
    private Transaction transaction = Transaction.MANAGED;
    private Retry retry = Retry.NONE;

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
        return parameter(Parameter.ofValues(
                parameter, type, Optional.of(Literal.string(text)), Optional.empty(), Optional.empty()));
    }

    public ProcedureBuilder from(String parameter, String type, ParameterSource source) {
        return parameter(Parameter.from(parameter, type, source));
    }

    public ProcedureBuilder parameter(Parameter parameter) {
        parameters.add(parameter);
        return this;
    }

    /** The types that tell it from its overloads. */
    public ProcedureBuilder arguments(String... types) {
        arguments = Optional.of(List.of(types));
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

    public ProcedureBuilder watermark(Watermark value) {
        watermark = Optional.of(value);
        return this;
    }

    /** A watermark that ends where a query says, begins behind the stored value, and has an exclusive lower bound. */
    public ProcedureBuilder watermark(WatermarkType type, String initial, String upperBound) {
        return watermark(new Watermark(
                type,
                Optional.of(initial),
                Optional.of(upperBound),
                Optional.empty(),
                Optional.empty(),
                Bound.EXCLUSIVE,
                Bound.INCLUSIVE));
    }

    public ProcedureBuilder rowsOut(String argument) {
        rowsOut = Optional.of(argument);
        return this;
    }

    public ProcedureBuilder expect(Expectation value) {
        expect = Optional.of(value);
        return this;
    }

    public ProcedureBuilder afterSuccess(String... statements) {
        Arrays.stream(statements).map(Maintenance::parse).forEach(afterSuccess::add);
        return this;
    }

    /** It commits by itself. */
    public ProcedureBuilder own() {
        transaction = Transaction.OWN;
        return this;
    }

    public ProcedureBuilder retry(Retry value) {
        retry = value;
        return this;
    }

    /** Links a view that is refreshed after a success. */
    public ProcedureBuilder refreshes(String view) {
        return refreshes(view, RefreshLink.Trigger.SUCCESS, 1, false);
    }

    public ProcedureBuilder refreshes(String view, RefreshLink.Trigger trigger, int sequence, boolean blocking) {
        refresh.add(new RefreshLink(QualifiedName.parse(view), trigger, sequence, blocking));
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
                arguments,
                parameters,
                new Execution(searchPath, timeout, lockTimeout, watermark, rowsOut, expect, afterSuccess, transaction),
                retry,
                Optional.empty(),
                refresh);
    }
}
