package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rules of groups: valid names, one group a procedure. */
final class GroupRules {

    private GroupRules() {}

    static List<Violation> violations(Catalog catalog) {
        List<Violation> violations = new ArrayList<>();
        Map<QualifiedName, Group> owners = catalog.groupByMember();
        for (Group group : catalog.groups().values()) {
            if (!CatalogRules.isLabel(group.name())) {
                String detail = "'%s' is not a group name: use letters, digits, '_', '-' and '.'";
                violations.add(Violation.at(detail.formatted(group.name()), "groups", group.name()));
            }
            memberFaults(catalog, group, owners)
                    .forEach(detail -> violations.add(Violation.at(detail, "groups", group.name(), "members")));
        }
        return violations;
    }

    private static List<String> memberFaults(Catalog catalog, Group group, Map<QualifiedName, Group> owners) {
        List<String> faults = new ArrayList<>();
        for (QualifiedName member : CatalogRules.repeated(group.members(), name -> name)) {
            faults.add("%s is a member of group %s more than once".formatted(member, group.name()));
        }
        for (QualifiedName member : group.members().stream().distinct().toList()) {
            if (!catalog.procedures().containsKey(member)) {
                faults.add("member %s of group %s is not in the catalog".formatted(member, group.name()));
            } else if (catalog.procedures()
                    .get(member)
                    .execution()
                    .transaction()
                    .isOwn()) {
                faults.add(("member %s of group %s commits by itself (transaction: own) and cannot share the group's"
                                + " transaction; take it out of the group")
                        .formatted(member, group.name()));
            } else if (!owners.get(member).name().equals(group.name())) {
                faults.add("%s is in groups %s and %s; a procedure is in at most one"
                        .formatted(member, owners.get(member).name(), group.name()));
            }
        }
        return faults;
    }
}
