package dev.silversmith.store;

import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Procedure.Modes;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;

/** A row of {@code transformation_procedure}; columns whose behaviour is not built yet are left to their defaults. */
@Entity(name = "Procedure")
@Table(schema = "silversmith", name = "transformation_procedure")
class ProcedureRow extends ConfigurationRow {

    @Column(name = "schema_name")
    String schemaName;

    @Column(name = "procedure_name")
    String procedureName;

    @Column(name = "kind")
    String kind;

    @Column(name = "description")
    String description;

    @Column(name = "owner")
    String owner;

    @Column(name = "enabled")
    boolean enabled;

    @Column(name = "supports_incremental")
    boolean supportsIncremental;

    @Column(name = "supports_full")
    boolean supportsFull;

    @Column(name = "allow_full_refresh")
    boolean allowFullRefresh;

    @Column(name = "search_path")
    @Convert(converter = TextArrayConverter.class)
    List<String> searchPath;

    @Column(name = "statement_timeout_ms")
    Long statementTimeoutMs;

    @Column(name = "lock_timeout_ms")
    long lockTimeoutMs;

    @Column(name = "arguments")
    @Convert(converter = TextArrayConverter.class)
    List<String> arguments;

    QualifiedName name() {
        return new QualifiedName(schemaName, procedureName);
    }

    /** Takes over a procedure's own fields; answers whether any of them changed. */
    boolean take(Procedure procedure) {
        List<Object> before = state();
        schemaName = procedure.name().schema();
        procedureName = procedure.name().name();
        kind = procedure.kind().word();
        description = procedure.description();
        owner = procedure.owner();
        enabled = procedure.enabled();
        supportsIncremental = procedure.modes().incremental();
        supportsFull = procedure.modes().full();
        allowFullRefresh = procedure.modes().allowFullRefresh();
        searchPath = procedure.searchPath();
        statementTimeoutMs = procedure.timeout().map(Duration::toMillis).orElse(null);
        lockTimeoutMs = procedure.lockTimeout().toMillis();
        arguments = procedure.arguments().orElse(null);
        return !before.equals(state());
    }

    private List<Object> state() {
        return Arrays.asList(
                kind,
                description,
                owner,
                enabled,
                supportsIncremental,
                supportsFull,
                allowFullRefresh,
                searchPath,
                statementTimeoutMs,
                lockTimeoutMs,
                arguments);
    }

    Procedure toProcedure(SortedSet<QualifiedName> parents, SortedSet<String> tags, List<Parameter> parameters) {
        return new Procedure(
                name(),
                Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                description,
                owner,
                enabled,
                new Modes(supportsIncremental, supportsFull, allowFullRefresh),
                parents,
                tags,
                Optional.ofNullable(arguments),
                searchPath,
                Optional.ofNullable(statementTimeoutMs).map(Duration::ofMillis),
                Duration.ofMillis(lockTimeoutMs),
                parameters);
    }
}
