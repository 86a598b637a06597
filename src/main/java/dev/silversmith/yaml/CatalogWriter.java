package dev.silversmith.yaml;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Group;
import dev.silversmith.core.catalog.Kind;
import dev.silversmith.core.catalog.Parameter;
import dev.silversmith.core.catalog.ParameterSource;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.Procedure.Modes;
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
        addUnlessEmpty(lines, "searchPath", procedure.searchPath());
        procedure.timeout().ifPresent(timeout -> lines.add("timeout: " + timeout));
        if (!procedure.lockTimeout().equals(Procedure.DEFAULT_LOCK_TIMEOUT)) {
            lines.add("lockTimeout: " + procedure.lockTimeout());
        }
        if (!procedure.parameters().isEmpty()) {
            lines.add("parameters:");
            procedure.parameters().forEach(parameter -> lines.add("  " + parameter(parameter)));
        }
        return lines;
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
        return "{" + String.join(", ", fields) + "}";
    }

    private static String parameter(Parameter parameter) {
        List<String> fields = new ArrayList<>();
        fields.add("type: " + YamlScalar.inFlow(parameter.type()));
        if (parameter.source() != ParameterSource.VALUE) {
            fields.add("from: " + parameter.source().word());
        }
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
