package dev.silversmith.store;

import dev.silversmith.core.shared.NearestName;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.core.shared.ProblemException.Violation;
import dev.silversmith.core.shared.QualifiedName;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds the procedures that a filter names. One that left the catalog after it ran is still known. */
final class ProcedureIds {

    private ProcedureIds() {}

    /**
     * The ids of all of them.
     *
     * @throws ProblemException {@link Problem#INVALID_REQUEST} naming each that never was in the catalog
     */
    static List<UUID> of(EntityManager entities, Set<QualifiedName> names) {
        if (names.isEmpty()) {
            return List.of();
        }
        Map<QualifiedName, UUID> known = entities
                .createQuery("select p.schemaName, p.procedureName, p.id from Procedure p", Object[].class)
                .getResultList()
                .stream()
                .collect(Collectors.toMap(
                        row -> new QualifiedName((String) row[0], (String) row[1]), row -> (UUID) row[2]));
        List<Violation> unknown = new ArrayList<>();
        names.stream()
                .filter(name -> !known.containsKey(name))
                .sorted()
                .forEach(name -> unknown.add(violation(name, known.keySet(), unknown.size())));
        if (!unknown.isEmpty()) {
            Violation first = unknown.get(0);
            throw new ProblemException(Problem.INVALID_REQUEST, first.pointer() + " " + first.detail(), unknown);
        }
        return names.stream().map(known::get).toList();
    }

    private static Violation violation(QualifiedName name, Set<QualifiedName> known, int before) {
        String advice = before < NearestName.MOST_ANSWERS
                ? NearestName.didYouMean(
                        name.toString(),
                        known.stream().map(QualifiedName::toString).sorted().toList())
                : "";
        return new Violation("?procedure", "there is no procedure '%s' in the catalog%s".formatted(name, advice));
    }
}
