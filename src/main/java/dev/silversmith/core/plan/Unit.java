package dev.silversmith.core.plan;

import dev.silversmith.core.shared.QualifiedName;
import java.util.List;

/**
 * What shares one transaction.
 *
 * @param name unique in the plan: the procedure's text form, {@code group:<name>} or {@code refresh:<view>}
 * @param type a single procedure, a group, or the refresh of one view
 * @param members the procedures in the order of execution; none of a refresh
 * @param dependsOn the units that must have ended, by name, in C collation; a procedure or group also needs the success of the
 *     procedures and groups among them, a refresh does not
 * @param priority milliseconds of the longest expected path from this unit's start to the end of the run
 * @param expectedMs expected duration of the unit
 * @param why why the unit stands where it stands, for people
 */
public record Unit(
        String name,
        Type type,
        List<QualifiedName> members,
        List<String> dependsOn,
        long priority,
        long expectedMs,
        String why) {

    /** Kinds of units. */
    public enum Type {
        PROCEDURE,
        GROUP,
        REFRESH
    }

    public Unit {
        members = List.copyOf(members);
        dependsOn = List.copyOf(dependsOn);
    }
}
