package dev.silversmith.store;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Expectation;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Maintenance;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Procedure.Modes;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.Registration;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.catalog.Transaction;
import dev.silversmith.core.catalog.Watermark;
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

    @Column(name = "transaction")
    String transaction;

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

    @Column(name = "freshness_limit_ms")
    Long freshnessLimitMs;

    @Column(name = "max_attempts")
    int maxAttempts;

    @Column(name = "backoff_ms")
    long backoffMs;

    @Column(name = "rows_out")
    String rowsOut;

    @Column(name = "expect_min_rows")
    Integer expectMinRows;

    @Column(name = "expect_query")
    String expectQuery;

    @Column(name = "after_success")
    @Convert(converter = TextArrayConverter.class)
    List<String> afterSuccess;

    @Column(name = "signature")
    String signature;

    @Column(name = "body_hash")
    String bodyHash;

    QualifiedName name() {
        return new QualifiedName(schemaName, procedureName);
    }

    /**
     * Takes over a procedure's own fields; answers whether any of them changed.
     *
     * @param registration null to keep the one that is there
     */
    boolean take(Procedure procedure, Registration registration) {
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
        arguments = procedure.arguments().orElse(null);
        freshnessLimitMs = procedure.freshness().map(Duration::toMillis).orElse(null);
        maxAttempts = procedure.retry().maxAttempts();
        backoffMs = procedure.retry().backoff().toMillis();
        take(procedure.execution());
        if (registration != null) {
            signature = registration.signature();
            bodyHash = registration.bodyHash();
        }
        return !before.equals(state());
    }

    private void take(Execution execution) {
        transaction = execution.transaction().word();
        searchPath = execution.searchPath();
        statementTimeoutMs = execution.timeout().map(Duration::toMillis).orElse(null);
        lockTimeoutMs = execution.lockTimeout().toMillis();
        rowsOut = execution.rowsOut().orElse(null);
        expectMinRows = execution.expect().flatMap(Expectation::minRows).orElse(null);
        expectQuery = execution.expect().flatMap(Expectation::query).orElse(null);
        afterSuccess =
                execution.afterSuccess().stream().map(Maintenance::toString).toList();
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
                transaction,
                searchPath,
                statementTimeoutMs,
                lockTimeoutMs,
                arguments,
                freshnessLimitMs,
                maxAttempts,
                backoffMs,
                rowsOut,
                expectMinRows,
                expectQuery,
                afterSuccess,
                signature,
                bodyHash);
    }

    Procedure toProcedure(
            SortedSet<QualifiedName> parents,
            SortedSet<String> tags,
            List<Parameter> parameters,
            Optional<Watermark> watermark,
            List<RefreshLink> refresh) {
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
                parameters,
                execution(watermark),
                new Retry(maxAttempts, Duration.ofMillis(backoffMs)),
                Optional.ofNullable(freshnessLimitMs).map(Duration::ofMillis),
                refresh);
    }

    private Execution execution(Optional<Watermark> watermark) {
        boolean expects = expectMinRows != null || expectQuery != null;
        return new Execution(
                searchPath,
                Optional.ofNullable(statementTimeoutMs).map(Duration::ofMillis),
                Duration.ofMillis(lockTimeoutMs),
                watermark,
                Optional.ofNullable(rowsOut),
                expects
                        ? Optional.of(
                                new Expectation(Optional.ofNullable(expectMinRows), Optional.ofNullable(expectQuery)))
                        : Optional.empty(),
                afterSuccess.stream().map(Maintenance::parse).toList(),
                Transaction.ofWord(transaction));
    }

    /** What is registered; empty for a procedure that was imported before that was kept, or while it was disabled. */
    Optional<Registration> registration() {
        return signature == null || bodyHash == null
                ? Optional.empty()
                : Optional.of(new Registration(signature, bodyHash));
    }
}
