package dev.silversmith.core.catalog;

import dev.silversmith.core.catalog.CatalogDiff.Change;
import dev.silversmith.core.shared.Literal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields of the catalog's entries as text, in the words and the order of the catalog file, and the differences between them. */
final class CatalogFields {

    private CatalogFields() {}

    /** The fields of a procedure and what is registered of it. */
    static Map<String, String> of(Procedure procedure, Optional<Registration> registration) {
        Map<String, String> fields = fields(procedure);
        registration.ifPresent(database -> {
            fields.put("signature", database.signature());
            fields.put("bodyHash", database.bodyHash());
        });
        return fields;
    }

    static Map<String, String> of(Group group) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("sequence", Integer.toString(group.sequence()));
        fields.put("members", group.members().toString());
        return fields;
    }

    static Map<String, String> of(RefreshTarget target) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("concurrently", Boolean.toString(target.concurrently()));
        target.timeout().ifPresent(timeout -> fields.put("timeout", timeout.toString()));
        fields.put("lockTimeout", target.lockTimeout().toString());
        fields.put("enabled", Boolean.toString(target.enabled()));
        return fields;
    }

    /** The fields that are not the same, each once. */
    static List<Change> changes(Map<String, String> before, Map<String, String> after) {
        Set<String> names = new LinkedHashSet<>(before.keySet());
        names.addAll(after.keySet());
        List<Change> changes = new ArrayList<>();
        for (String name : names) {
            Change change =
                    new Change(name, Optional.ofNullable(before.get(name)), Optional.ofNullable(after.get(name)));
            if (!change.before().equals(change.after())) {
                changes.add(change);
            }
        }
        return changes;
    }

    /** Where all fields are equal, what differs is the order in which the parameters are written. */
    static Change orderOfParameters(Procedure before, Procedure after) {
        return new Change("parameters", Optional.of(parameterNames(before)), Optional.of(parameterNames(after)));
    }

    private static Map<String, String> fields(Procedure procedure) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("kind", procedure.kind().word());
        fields.put("description", procedure.description());
        fields.put("owner", procedure.owner());
        fields.put("enabled", Boolean.toString(procedure.enabled()));
        fields.put("modes.incremental", Boolean.toString(procedure.modes().incremental()));
        fields.put("modes.full", Boolean.toString(procedure.modes().full()));
        fields.put("modes.allowFullRefresh", Boolean.toString(procedure.modes().allowFullRefresh()));
        fields.put("dependsOn", procedure.dependsOn().toString());
        fields.put("tags", procedure.tags().toString());
        procedure.arguments().ifPresent(types -> fields.put("arguments", types.toString()));
        addExecution(fields, procedure.execution());
        fields.put("retry.maxAttempts", Integer.toString(procedure.retry().maxAttempts()));
        fields.put("retry.backoff", procedure.retry().backoff().toString());
        procedure.freshness().ifPresent(limit -> fields.put("freshness", limit.toString()));
        if (!procedure.refresh().isEmpty()) {
            fields.put(
                    "refresh",
                    procedure.refresh().stream()
                            .map(CatalogFields::text)
                            .toList()
                            .toString());
        }
        procedure.parameters().forEach(parameter -> fields.put("parameters." + parameter.name(), text(parameter)));
        return fields;
    }

    private static void addExecution(Map<String, String> fields, Execution execution) {
        fields.put("transaction", execution.transaction().word());
        fields.put("searchPath", execution.searchPath().toString());
        execution.timeout().ifPresent(timeout -> fields.put("timeout", timeout.toString()));
        fields.put("lockTimeout", execution.lockTimeout().toString());
        execution.watermark().ifPresent(watermark -> addWatermark(fields, watermark));
        execution.rowsOut().ifPresent(argument -> fields.put("rows.out", argument));
        execution.expect().ifPresent(expect -> {
            expect.minRows().ifPresent(rows -> fields.put("expect.minRows", rows.toString()));
            expect.query().ifPresent(query -> fields.put("expect.query", query));
        });
        if (!execution.afterSuccess().isEmpty()) {
            fields.put("afterSuccess", execution.afterSuccess().toString());
        }
    }

    private static void addWatermark(Map<String, String> fields, Watermark watermark) {
        fields.put("watermark.type", watermark.type().word());
        watermark.initial().ifPresent(value -> fields.put("watermark.initial", value));
        watermark.upperBound().ifPresent(query -> fields.put("watermark.upperBound", query));
        watermark.out().ifPresent(argument -> fields.put("watermark.out", argument));
        watermark.lookback().ifPresent(distance -> fields.put("watermark.lookback", distance));
        fields.put("watermark.lower", watermark.lower().word());
        fields.put("watermark.upper", watermark.upper().word());
    }

    private static String text(RefreshLink link) {
        return "{view: %s, trigger: %s, sequence: %d, blocking: %s}"
                .formatted(link.view(), link.trigger().word(), link.sequence(), link.blocking());
    }

    private static String parameterNames(Procedure procedure) {
        return procedure.parameters().stream().map(Parameter::name).toList().toString();
    }

    private static String text(Parameter parameter) {
        StringBuilder text = new StringBuilder("{type: ").append(parameter.type());
        if (parameter.secret().isPresent()) {
            text.append(", secret: ").append(parameter.secret().get());
        } else if (parameter.source() != ParameterSource.VALUE) {
            text.append(", from: ").append(parameter.source().word());
        }
        parameter.value().ifPresent(value -> text.append(", value: ").append(text(value)));
        parameter.incremental().ifPresent(value -> text.append(", incremental: ")
                .append(text(value)));
        parameter.full().ifPresent(value -> text.append(", full: ").append(text(value)));
        return text.append('}').toString();
    }

    private static String text(Literal literal) {
        return switch (literal.type()) {
            case NULL -> "null";
            case STRING -> "'" + literal.text().replace("'", "''") + "'";
            case NUMBER, BOOLEAN -> literal.text();
        };
    }
}
