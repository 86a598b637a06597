package dev.silversmith.core.plan;

import dev.silversmith.core.catalog.Catalog;
import dev.silversmith.core.catalog.Maintenance;
import dev.silversmith.core.catalog.Procedure;
import dev.silversmith.core.catalog.RefreshTarget;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Whether the tables and views that a catalog names are there, are what they must be, and may be worked on. */
public final class RelationRules {

    private static final Set<ViewFacts.Kind> MAINTAINABLE =
            Set.of(ViewFacts.Kind.TABLE, ViewFacts.Kind.MATERIALIZED_VIEW);

    private final Map<QualifiedName, ViewFacts> facts;
    private final List<Violation> violations = new ArrayList<>();

    private RelationRules(Map<QualifiedName, ViewFacts> facts) {
        this.facts = facts;
    }

    /** Every relation of which the rules want to know. */
    public static SortedSet<QualifiedName> relations(Catalog catalog) {
        SortedSet<QualifiedName> relations = new TreeSet<>();
        enabled(catalog).forEach(procedure -> {
            procedure.refresh().forEach(link -> relations.add(link.view()));
            procedure.execution().afterSuccess().forEach(maintenance -> relations.add(maintenance.table()));
        });
        targets(catalog).forEach(target -> relations.add(target.view()));
        return relations;
    }

    /**
     * Checks what is declared and enabled.
     *
     * @param facts what the database says of the relations; one that is missing does not exist
     */
    public static List<Violation> violations(Catalog catalog, Map<QualifiedName, ViewFacts> facts) {
        RelationRules rules = new RelationRules(facts);
        enabled(catalog).forEach(rules::procedure);
        targets(catalog)
                .forEach(target -> rules.view(
                        target.view(), "refreshTargets", target.view().toString()));
        return rules.violations;
    }

    private static Stream<Procedure> enabled(Catalog catalog) {
        return catalog.procedures().values().stream().filter(Procedure::enabled);
    }

    private static Stream<RefreshTarget> targets(Catalog catalog) {
        return catalog.refreshTargets().values().stream().filter(RefreshTarget::enabled);
    }

    private void procedure(Procedure procedure) {
        String name = procedure.name().toString();
        for (int place = 0; place < procedure.refresh().size(); place++) {
            QualifiedName view = procedure.refresh().get(place).view();
            view(view, "procedures", name, "refresh", Integer.toString(place), "view");
        }
        procedure.execution().afterSuccess().forEach(maintenance -> maintain(maintenance, name));
    }

    private void view(QualifiedName view, String... place) {
        Optional<ViewFacts> found = Optional.ofNullable(facts.get(view));
        if (found.isEmpty()) {
            violations.add(Violation.at("there is no materialized view %s in the database".formatted(view), place));
        } else if (found.get().kind() != ViewFacts.Kind.MATERIALIZED_VIEW) {
            String detail = "%s is a %s, not a materialized view"
                    .formatted(view, found.get().kind().words());
            violations.add(Violation.at(detail, place));
        } else if (!found.get().refreshable()) {
            String detail = "the warehouse login may not refresh %s; make it a member of the role that owns it";
            violations.add(Violation.at(detail.formatted(view), place));
        }
    }

    private void maintain(Maintenance maintenance, String procedure) {
        Optional<ViewFacts> found = Optional.ofNullable(facts.get(maintenance.table()));
        fault(maintenance, found)
                .ifPresent(detail -> violations.add(Violation.at(detail, "procedures", procedure, "afterSuccess")));
    }

    private static Optional<String> fault(Maintenance maintenance, Optional<ViewFacts> found) {
        QualifiedName table = maintenance.table();
        if (found.isEmpty()) {
            return Optional.of("there is no table %s in the database".formatted(table));
        }
        if (!MAINTAINABLE.contains(found.get().kind())) {
            String kind = found.get().kind().words();
            return Optional.of("%s is a %s, which nobody can %s"
                    .formatted(table, kind, maintenance.command().words()));
        }
        return found.get().refreshable()
                ? Optional.empty()
                : Optional.of("the warehouse login may not %s %s; make it a member of the role that owns it"
                        .formatted(maintenance.command().words(), table));
    }
}
