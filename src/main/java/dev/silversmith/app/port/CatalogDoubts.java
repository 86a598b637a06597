package dev.silversmith.app.port;

import dev.silversmith.core.shared.ProblemException.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What cannot be judged in a file with mistakes: a parameter that could not be read is not missing.
 *
 * @param places of each procedure with a mistake, by the text form of its name, the paths of the mistakes below it
 */
public record CatalogDoubts(Map<String, Set<String>> places) {

    /** Fields whose mistakes leave open which arguments get which values. */
    private static final List<String> DECIDING_PARAMETERS = List.of("arguments", "modes", "watermark");

    /** Fields with queries, which a search path may be needed for. */
    private static final List<String> WITH_QUERIES = List.of("watermark", "expect");

    public CatalogDoubts {
        places = Map.copyOf(places);
    }

    /** Whether a violation may only be the consequence of a mistake that is told already. */
    public boolean concern(Violation violation) {
        List<String> segments = segments(violation.pointer());
        if (segments.size() < 3 || !segments.get(0).equals("procedures")) {
            return false;
        }
        Set<String> mistakes = places.getOrDefault(segments.get(1), Set.of());
        String field = segments.get(2);
        if (field.equals("parameters")) {
            String parameter = segments.size() > 3 ? "parameters." + segments.get(3) : "parameters";
            return mistakes.stream().anyMatch(mistake -> isBelow(mistake, parameter))
                    || DECIDING_PARAMETERS.stream().anyMatch(deciding -> isIn(mistakes, deciding));
        }
        return isIn(mistakes, field) || (WITH_QUERIES.contains(field) && isIn(mistakes, "searchPath"));
    }

    private static boolean isIn(Set<String> mistakes, String field) {
        return mistakes.stream().anyMatch(mistake -> isBelow(mistake, field));
    }

    private static boolean isBelow(String mistake, String field) {
        return mistake.equals(field) || mistake.startsWith(field + ".");
    }

    private static List<String> segments(String pointer) {
        return Arrays.stream(pointer.substring(1).split("/", -1))
                .map(segment -> segment.replace("~1", "/").replace("~0", "~"))
                .toList();
    }
}
