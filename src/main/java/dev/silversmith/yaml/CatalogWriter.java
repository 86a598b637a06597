package dev.silversmith.yaml;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Procedure.Modes;
import dev.silversmith.core.catalog.RefreshLink;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.catalog.Retry;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.catalog.Watermark.Bound;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a catalog in its one canonical form, two blanks a level, lists and parameters on a line of their own each. */
final class CatalogWriter {

    private final StringBuilder file = new StringBuilder("version: 1\n");

    private CatalogWriter() {}

    static String write(Catalog catalog) {
        CatalogWriter writer = new CatalogWriter();
        if (catalog.procedures().isEmpty()) {
            writer.file.append("procedures: {}\n");
        } else {
            writer.file.append("procedures:\n");
            catalog.procedures().values().forEach(writer::procedure);
        }
        if (!catalog.groups().isEmpty()) {
            writer.file.append("groups:\n");
            catalog.groups().values().forEach(writer::group);
        }
        if (!catalog.refreshTargets().isEmpty()) {
            writer.file.append("refreshTargets:\n");
            catalog.refreshTargets().values().forEach(writer::target);
        }
        return writer.file.toString();
    }

    private void procedure(Procedure procedure) {
        List<String> lines = fields(procedure);
        file.append("  ").append(YamlScalar.inFlow(procedure.name().toString())).append(':');
        if (lines.isEmpty()) {
            file.append(" {}\n");
            return;
        }
        file.append('\n');
        lines.forEach(line -> file.append("    ").append(line).append('\n'));
    }

    private static List<String> fields(Procedure procedure) {
        List<String> lines = new ArrayList<>();
        if (procedure.kind() != Kind.OTHER) {
            lines.add("kind: " + procedure.kind().word());
        }
        if (!procedure.description().isEmpty()) {
            lines.add("description: " + YamlScalar.inBlock(procedure.description()));
        }
        if (!procedure.owner().isEmpty()) {
            lines.add("owner: " + YamlScalar.inBlock(procedure.owner()));
        }
        if (!procedure.enabled()) {
            lines.add("enabled: false");
        }
        if (!procedure.modes().equals(Modes.DEFAULT)) {
            lines.add("modes: " + modes(procedure.modes()));
        }
        addUnlessEmpty(lines, "dependsOn", procedure.dependsOn());
        addUnlessEmpty(lines, "tags", procedure.tags());
        procedure.arguments().ifPresent(types -> lines.add("arguments: " + list(types)));
        addExecution(lines, procedure.execution());
        if (!procedure.retry().equals(Retry.NONE)) {
            lines.add("retry: " + retry(procedure.retry()));
        }
        procedure.freshness().ifPresent(limit -> lines.add("freshness: " + limit));
        if (!procedure.parameters().isEmpty()) {
            lines.add("parameters:");
            procedure.parameters().forEach(parameter -> lines.add("  " + parameter(parameter)));
        }
        procedure.execution().watermark().ifPresent(watermark -> {
            lines.add("watermark:");
            watermark(watermark).forEach(line -> lines.add("  " + line));
        });
        addChecks(lines, procedure.execution());
        if (!procedure.refresh().isEmpty()) {
            lines.add("refresh:");
            procedure.refresh().forEach(link -> lines.add("  - " + link(link)));
        }
        return lines;
    }

    private static void addExecution(List<String> lines, Execution execution) {
        if (execution.transaction().isOwn()) {
            lines.add("transaction: " + execution.transaction().word());
        }
        addUnlessEmpty(lines, "searchPath", execution.searchPath());
        execution.timeout().ifPresent(timeout -> lines.add("timeout: " + timeout));
        if (!execution.lockTimeout().equals(Execution.DEFAULT_LOCK_TIMEOUT)) {
            lines.add("lockTimeout: " + execution.lockTimeout());
        }
    }

    private static String retry(Retry retry) {
        List<String> fields = new ArrayList<>();
        if (retry.maxAttempts() != Retry.NONE.maxAttempts()) {
            fields.add("maxAttempts: " + retry.maxAttempts());
        }
        if (!retry.backoff().equals(Retry.NONE.backoff())) {
            fields.add("backoff: " + retry.backoff());
        }
        return flow(fields);
    }

    private static List<String> watermark(Watermark watermark) {
        List<String> lines = new ArrayList<>();
        lines.add("type: " + watermark.type().word());
        watermark.initial().ifPresent(value -> lines.add("initial: " + YamlScalar.inBlock(value)));
        watermark.upperBound().ifPresent(query -> lines.add("upperBound: " + YamlScalar.inBlock(query)));
        watermark.out().ifPresent(argument -> lines.add("out: " + YamlScalar.inBlock(argument)));
        watermark.lookback().ifPresent(distance -> lines.add("lookback: " + YamlScalar.inBlock(distance)));
        if (watermark.lower() == Bound.INCLUSIVE) {
            lines.add("lower: inclusive");
        }
        if (watermark.upper() == Bound.EXCLUSIVE) {
            lines.add("upper: exclusive");
        }
        return lines;
    }

    private static void addChecks(List<String> lines, Execution execution) {
        execution.rowsOut().ifPresent(argument -> lines.add("rows: {out: " + YamlScalar.inFlow(argument) + "}"));
        execution.expect().ifPresent(expect -> {
            expect.minRows().ifPresent(rows -> lines.add("expect: {minRows: " + rows + "}"));
            expect.query().ifPresent(query -> lines.add("expect: {query: " + YamlScalar.inFlow(query) + "}"));
        });
        addUnlessEmpty(lines, "afterSuccess", execution.afterSuccess());
    }

    private static String link(RefreshLink link) {
        List<String> fields = new ArrayList<>();
        fields.add("view: " + YamlScalar.inFlow(link.view().toString()));
        if (link.trigger() != RefreshLink.Trigger.SUCCESS) {
            fields.add("trigger: " + link.trigger().word());
        }
        if (link.sequence() != 1) {
            fields.add("sequence: " + link.sequence());
        }
        if (link.blocking()) {
            fields.add("blocking: true");
        }
        return flow(fields);
    }

    private void target(RefreshTarget target) {
        List<String> fields = new ArrayList<>();
        if (target.concurrently()) {
            fields.add("concurrently: true");
        }
        target.timeout().ifPresent(timeout -> fields.add("timeout: " + timeout));
        if (!target.lockTimeout().equals(Execution.DEFAULT_LOCK_TIMEOUT)) {
            fields.add("lockTimeout: " + target.lockTimeout());
        }
        if (!target.enabled()) {
            fields.add("enabled: false");
        }
        file.append("  ")
                .append(YamlScalar.inFlow(target.view().toString()))
                .append(": ")
                .append(flow(fields))
                .append('\n');
    }

    private static String flow(List<String> fields) {
        return "{" + String.join(", ", fields) + "}";
    }

    private static void addUnlessEmpty(List<String> lines, String key, Collection<?> items) {
        if (!items.isEmpty()) {
            lines.add(key + ": " + list(items));
        }
    }

    private static String modes(Modes modes) {
        List<String> fields = new ArrayList<>();
        if (!modes.incremental()) {
            fields.add("incremental: false");
        }
        if (modes.full()) {
            fields.add("full: true");
        }
        if (modes.allowFullRefresh()) {
            fields.add("allowFullRefresh: true");
        }
        return flow(fields);
    }

    private static String parameter(Parameter parameter) {
        List<String> fields = new ArrayList<>();
        fields.add("type: " + YamlScalar.inFlow(parameter.type()));
        if (parameter.source() != ParameterSource.VALUE && parameter.source() != ParameterSource.SECRET) {
            fields.add("from: " + parameter.source().word());
        }
        parameter.secret().ifPresent(property -> fields.add("secret: " + YamlScalar.inFlow(property)));
        parameter.value().ifPresent(value -> fields.add("value: " + YamlScalar.of(value)));
        parameter.incremental().ifPresent(value -> fields.add("incremental: " + YamlScalar.of(value)));
        parameter.full().ifPresent(value -> fields.add("full: " + YamlScalar.of(value)));
        return "%s: {%s}".formatted(YamlScalar.inFlow(parameter.name()), String.join(", ", fields));
    }

    private void group(Group group) {
        file.append("  %s: {sequence: %d, members: %s}\n"
                .formatted(YamlScalar.inFlow(group.name()), group.sequence(), list(group.members())));
    }

    private static String list(Collection<?> items) {
        return items.stream()
                .map(item -> YamlScalar.inFlow(item.toString()))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
