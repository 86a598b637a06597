package dev.silversmith.core.plan;

import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is different in one plan against another, in words for people: of all that the fingerprint covers, and nothing else.
 *
 * <p>So there is a change exactly where two plans have different fingerprints of the same version of Silversmith.
 */
public final class PlanChanges {

    /** A unit as the fingerprint sees it. */
    private record Shape(String name, Unit.Type type, List<QualifiedName> members, List<String> dependsOn) {}

    private final Plan before;
    private final Plan after;
    private final List<Violation> changes = new ArrayList<>();

    private PlanChanges(Plan before, Plan after) {
        this.before = before;
        this.after = after;
    }

    /** Every change that leads from one plan to the other, each at the place of the plan's JSON that it is about. */
    public static List<Violation> between(Plan before, Plan after) {
        PlanChanges found = new PlanChanges(before, after);
        found.compare();
        return List.copyOf(found.changes);
    }

    private void compare() {
        differs("mode", before.mode().word(), after.mode().word());
        differs("transactionScope", before.scope().word(), after.scope().word());
        each("procedures", before.procedures(), after.procedures(), PlannedProcedureChanges::between);
        each("refreshes", before.refreshes(), after.refreshes(), RefreshChanges::between);
        units();
    }

    private void differs(String field, String was, String is) {
        if (!was.equals(is)) {
            changes.add(Violation.at("%s was %s and is %s".formatted(field, was, is), field));
        }
    }

    private <T> void each(
            String place,
            Map<QualifiedName, T> were,
            Map<QualifiedName, T> are,
            BiFunction<T, T, List<String>> differences) {
        String what = place.equals("refreshes") ? "the refresh of " : "";
        were.keySet().stream()
                .filter(name -> !are.containsKey(name))
                .forEach(name -> changes.add(
                        Violation.at("%s%s is no longer in the plan".formatted(what, name), place, name.toString())));
        are.forEach((name, now) -> {
            if (were.containsKey(name)) {
                differences
                        .apply(were.get(name), now)
                        .forEach(detail -> changes.add(Violation.at(detail, place, name.toString())));
            } else {
                changes.add(Violation.at("%s%s is new in the plan".formatted(what, name), place, name.toString()));
            }
        });
    }

    private void units() {
        Map<String, Shape> were = shapes(before);
        Map<String, Shape> are = shapes(after);
        homes();
        are.forEach((name, now) -> {
            if (were.containsKey(name)) {
                unit(were.get(name), now);
            }
        });
        if (changes.isEmpty() && !List.copyOf(were.values()).equals(List.copyOf(are.values()))) {
            String order = are.keySet().stream().limit(10).collect(Collectors.joining(", "));
            changes.add(Violation.at("the units come in another order: %s".formatted(order), "stages"));
        }
    }

    /** In which transaction a procedure runs; said of procedures that stand in both plans. */
    private void homes() {
        Map<QualifiedName, Unit> were = homes(before);
        homes(after).forEach((procedure, now) -> {
            Unit was = were.get(procedure);
            if (was != null && !was.name().equals(now.name())) {
                String detail = "%s ran %s and now runs %s".formatted(procedure, inUnit(was), inUnit(now));
                changes.add(Violation.at(detail, "procedures", procedure.toString()));
            }
        });
    }

    private static Map<QualifiedName, Unit> homes(Plan plan) {
        Map<QualifiedName, Unit> homes = new LinkedHashMap<>();
        plan.units().forEach(unit -> unit.members().forEach(member -> homes.put(member, unit)));
        return homes;
    }

    private static String inUnit(Unit unit) {
        return unit.type() == Unit.Type.GROUP ? "in " + unit.name() : "on its own";
    }

    private void unit(Shape was, Shape now) {
        if (!was.members().equals(now.members()) || was.type() != now.type()) {
            at(now, "%s had the members %s and has %s".formatted(now.name(), was.members(), now.members()));
        }
        if (!was.dependsOn().equals(now.dependsOn())) {
            at(now, "%s waited for %s and waits for %s".formatted(now.name(), was.dependsOn(), now.dependsOn()));
        }
    }

    private void at(Shape unit, String detail) {
        changes.add(Violation.at(detail, "units", unit.name()));
    }

    private static Map<String, Shape> shapes(Plan plan) {
        return plan.units().stream()
                .map(unit -> new Shape(unit.name(), unit.type(), unit.members(), unit.dependsOn()))
                .collect(Collectors.toMap(Shape::name, Function.identity(), (one, same) -> one, LinkedHashMap::new));
    }
}
