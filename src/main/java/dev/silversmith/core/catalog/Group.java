package dev.silversmith.core.catalog;

import dev.silversmith.core.shared.QualifiedName;
import java.util.List;

/**
 * An ordered list of procedures that can share one transaction.
 *
 * @param name unique
 * @param sequence breaks ties between groups; smaller first
 * @param members in their order, without repetition; a procedure is in at most one group
 */
public record Group(String name, int sequence, List<QualifiedName> members) {

    public Group {
        members = List.copyOf(members);
    }
}
