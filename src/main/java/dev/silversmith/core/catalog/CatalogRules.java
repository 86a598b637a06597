package dev.silversmith.core.catalog;

import dev.silversmith.core.graph.DirectedGraph;
import dev.silversmith.core.shared.NearestName;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What makes a catalog valid as a whole: asked when it is saved, and again when a run is planned. */
public final class CatalogRules {

    private static final Pattern LABEL = Pattern.compile("[\\p{L}\\p{Nd}_.-]+");

    /** Length of the path of what depends on itself, which is a fault and told as one. */
    private static final int SELF = 2;

    private CatalogRules() {}

    /**
     * Passes a valid catalog and refuses any other.
     *
     * @throws ProblemException {@link Problem#INVALID_CATALOG} with every violation; or, if there is none but the order is impossible,
     *     {@link Problem#CYCLE} with the paths, the first also in the message as {@code a → b → a}
     */
    public static void check(Catalog catalog) {
        ProblemException.throwIfAny(Problem.INVALID_CATALOG, faults(catalog));
        ProblemException.throwIfAny(Problem.CYCLE, cycles(catalog));
    }

    /**
     * The same for the planner, who needs the catalog's dependencies anyway and hands them in; the refreshes are left to the plan, which
     * orders those that it has and knows what their views read.
     */
    public static void check(Catalog catalog, DirectedGraph<QualifiedName> dependencies) {
        ProblemException.throwIfAny(Problem.INVALID_CATALOG, faults(catalog));
        ProblemException.throwIfAny(Problem.CYCLE, cycles(catalog, dependencies));
    }

    /** Every violation but those of the order. */
    public static List<Violation> faults(Catalog catalog) {
        List<Violation> violations = new ArrayList<>();
        catalog.procedures().values().forEach(procedure -> checkProcedure(catalog, procedure, violations));
        violations.addAll(GroupRules.violations(catalog));
        return violations;
    }

    /** Every way in which the order goes round in a circle; a dependency on a procedure that is not there is left out. */
    public static List<Violation> cycles(Catalog catalog) {
        DirectedGraph<QualifiedName> dependencies = catalog.dependencies();
        List<Violation> found = cycles(catalog, dependencies);
        return found.isEmpty() ? RefreshRules.violations(catalog, dependencies) : found;
    }

    /** Whether a text can name a tag or a group: letters, digits, {@code _}, {@code -} and {@code .}, at least one. */
    static boolean isLabel(String text) {
        return LABEL.matcher(text).matches();
    }

    private static void checkProcedure(Catalog catalog, Procedure procedure, List<Violation> violations) {
        String name = procedure.name().toString();
        for (QualifiedName parent : procedure.dependsOn()) {
            if (parent.equals(procedure.name())) {
                violations.add(Violation.at(name + " depends on itself", "procedures", name, "dependsOn"));
            } else if (!catalog.procedures().containsKey(parent)) {
                String advice = violations.size() < NearestName.MOST_ANSWERS ? suggestion(catalog, parent) : "";
                String detail = "%s depends on %s, which is not in the catalog%s".formatted(name, parent, advice);
                violations.add(Violation.at(detail, "procedures", name, "dependsOn"));
            }
        }
        for (String tag : procedure.tags()) {
            if (!isLabel(tag)) {
                String detail = "'%s' is not a tag: use letters, digits, '_', '-' and '.'".formatted(tag);
                violations.add(Violation.at(detail, "procedures", name, "tags"));
            }
        }
        violations.addAll(ProcedureRules.violations(procedure));
    }

    private static String suggestion(Catalog catalog, QualifiedName missing) {
        List<String> known = catalog.procedures().keySet().stream()
                .map(QualifiedName::toString)
                .toList();
        return NearestName.didYouMean(missing.toString(), known);
    }

    private static List<Violation> cycles(Catalog catalog, DirectedGraph<QualifiedName> dependencies) {
        List<Violation> found = new ArrayList<>();
        for (List<QualifiedName> cycle : dependencies.cycles()) {
            if (cycle.size() == SELF) {
                continue;
            }
            String detail = "the dependencies go round in a circle: " + path(cycle);
            found.add(Violation.at(detail, "procedures", cycle.get(0).toString(), "dependsOn"));
        }
        return found.isEmpty() ? KindRule.violations(catalog, dependencies) : found;
    }

    /** The text of a path, {@code a → b → a}. */
    public static String path(List<?> nodes) {
        return nodes.stream().map(Object::toString).collect(Collectors.joining(" → "));
    }

    /** What occurs more than once, each named once, in the order of the second occurrence. */
    static <T, K> List<K> repeated(List<T> items, Function<T, K> key) {
        Set<K> seen = new HashSet<>();
        return items.stream().map(key).filter(one -> !seen.add(one)).distinct().toList();
    }
}
