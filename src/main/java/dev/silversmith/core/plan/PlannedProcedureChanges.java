package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Execution;
import dev.silversmith.core.catalog.Expectation;
import dev.silversmith.core.catalog.Watermark;
import dev.silversmith.core.shared.Literal;
import dev.silversmith.core.shared.OneLine;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is different in one procedure of two plans, each in a sentence that names the procedure. */
final class PlannedProcedureChanges {

    private static final int LONGEST_VALUE = 60;

    private final PlannedProcedure before;
    private final PlannedProcedure after;
    private final List<String> changes = new ArrayList<>();

    private PlannedProcedureChanges(PlannedProcedure before, PlannedProcedure after) {
        this.before = before;
        this.after = after;
    }

    static List<String> between(PlannedProcedure before, PlannedProcedure after) {
        PlannedProcedureChanges found = new PlannedProcedureChanges(before, after);
        found.compare();
        return found.changes;
    }

    private void compare() {
        differs("kind", before.kind().word(), after.kind().word());
        edges();
        signature(before.signature(), after.signature());
        arguments();
        execution(before.execution(), after.execution());
    }

    private void edges() {
        SortedSet<QualifiedName> parents = new TreeSet<>(before.parents());
        parents.addAll(after.parents());
        for (QualifiedName parent : parents) {
            boolean was = before.parents().contains(parent);
            boolean is = after.parents().contains(parent);
            if (was != is) {
                changes.add("%s %s %s".formatted(after.name(), is ? "now depends on" : "no longer depends on", parent));
            }
        }
    }

    private void signature(Signature was, Signature is) {
        boolean same = was.routine() == is.routine()
                && was.identity().equals(is.identity())
                && was.arguments().equals(is.arguments());
        if (!same) {
            changes.add("the signature of %s was %s and is %s".formatted(after.name(), words(was), words(is)));
        }
        if (!was.bodyHash().equals(is.bodyHash())) {
            changes.add("the body of %s was replaced".formatted(after.name()));
        }
    }

    private static String words(Signature signature) {
        String arguments = signature.arguments().stream()
                .map(argument -> "%s %s %s%s"
                        .formatted(
                                argument.direction().name().toLowerCase(Locale.ROOT),
                                argument.name(),
                                argument.type(),
                                argument.hasDefault() ? " with a default" : ""))
                .collect(Collectors.joining(", "));
        return "%s (%s)".formatted(signature.routine().name().toLowerCase(Locale.ROOT), arguments);
    }

    private void arguments() {
        Map<String, PlannedArgument> were = byName(before);
        Map<String, PlannedArgument> are = byName(after);
        were.keySet().stream()
                .filter(name -> !are.containsKey(name))
                .forEach(name -> changes.add("parameter %s of %s is no longer passed".formatted(name, after.name())));
        are.forEach((name, now) -> {
            PlannedArgument was = were.get(name);
            if (was == null) {
                changes.add("parameter %s of %s is passed now, %s".formatted(name, after.name(), words(now)));
            } else if (!was.equals(now)) {
                changes.add(
                        "parameter %s of %s was %s and is %s".formatted(name, after.name(), words(was), words(now)));
            }
        });
    }

    private static Map<String, PlannedArgument> byName(PlannedProcedure procedure) {
        Map<String, PlannedArgument> arguments = new LinkedHashMap<>();
        procedure.arguments().forEach(argument -> arguments.put(argument.name(), argument));
        return arguments;
    }

    private static String words(PlannedArgument argument) {
        String source = argument.value()
                .map(PlannedProcedureChanges::words)
                .orElseGet(() -> "from " + argument.source().word()
                        + argument.secret().map(name -> " " + name).orElse(""));
        return source + " (" + argument.type() + (argument.overridden() ? ", overridden)" : ")");
    }

    private static String words(Literal value) {
        return switch (value.type()) {
            case NULL -> "NULL";
            case STRING -> "'" + cut(value.text()) + "'";
            case NUMBER, BOOLEAN -> cut(value.text());
        };
    }

    private void execution(Execution was, Execution is) {
        differs("transaction", was.transaction().word(), is.transaction().word());
        differs("searchPath", was.searchPath(), is.searchPath());
        differs("timeout", was.timeout(), is.timeout());
        differs("lockTimeout", was.lockTimeout(), is.lockTimeout());
        differs("rows", was.rowsOut(), is.rowsOut());
        differs(
                "expect",
                was.expect().map(PlannedProcedureChanges::words),
                is.expect().map(PlannedProcedureChanges::words));
        differs("afterSuccess", was.afterSuccess(), is.afterSuccess());
        if (was.watermark().isPresent() && is.watermark().isPresent()) {
            watermark(was.watermark().get(), is.watermark().get());
        } else if (was.watermark().isPresent() || is.watermark().isPresent()) {
            changes.add("%s %s a watermark"
                    .formatted(after.name(), is.watermark().isPresent() ? "now has" : "no longer has"));
        }
    }

    private static String words(Expectation expectation) {
        return expectation.minRows().map(rows -> "minRows " + rows).orElse("")
                + expectation.query().map(query -> "query " + query).orElse("");
    }

    private void watermark(Watermark was, Watermark is) {
        differs("watermark's type", was.type().word(), is.type().word());
        differs("watermark's initial value", was.initial(), is.initial());
        differs("watermark's upperBound", was.upperBound(), is.upperBound());
        differs("watermark's out", was.out(), is.out());
        differs("watermark's lookback", was.lookback(), is.lookback());
        differs("watermark's lower", was.lower().word(), is.lower().word());
        differs("watermark's upper", was.upper().word(), is.upper().word());
    }

    private void differs(String what, Object was, Object is) {
        if (!was.equals(is)) {
            changes.add("the %s of %s was %s and is %s".formatted(what, after.name(), shown(was), shown(is)));
        }
    }

    private static String shown(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(PlannedProcedureChanges::shown).orElse("none");
        }
        return cut(value.toString());
    }

    private static String cut(String text) {
        String line = OneLine.of(text);
        return line.codePointCount(0, line.length()) <= LONGEST_VALUE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_VALUE)) + "…";
    }
}
