package dev.silversmith.core.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Why a unit stands where it stands, for people. */
final class Reasons {

    /** How many names are said before the others are only counted. */
    private static final int NAMED = 3;

    private Reasons() {}

    static String of(Unit.Type type, List<String> dependsOn, boolean waitsForDimensions) {
        if (type == Unit.Type.REFRESH && dependsOn.isEmpty()) {
            return "asked for by itself";
        }
        if (type == Unit.Type.REFRESH) {
            return "once %s %s ended".formatted(few(dependsOn), dependsOn.size() == 1 ? "has" : "have");
        }
        List<String> reasons = new ArrayList<>();
        if (!dependsOn.isEmpty()) {
            reasons.add("after " + few(dependsOn));
        }
        if (waitsForDimensions) {
            reasons.add("fact: after every dimension");
        }
        return reasons.isEmpty() ? "first: no parents" : String.join("; ", reasons);
    }

    /** The first names, and how many more there are. */
    static String few(Collection<?> names) {
        String named = names.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return names.size() > NAMED ? "%s and %d more".formatted(named, names.size() - NAMED) : named;
    }
}
