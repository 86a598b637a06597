package dev.silversmith.app.launch;

import dev.silversmith.core.shared.ArgumentName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request for a run as somebody wrote it, every field a text; an empty one has the default.
 *
 * @param select the selection expression
 * @param exclude the exclusion expression
 * @param fields the other fields by their names in the API: mode, transactionScope, maxParallel, onFailure, onOverlap, timeout, dryRun,
 *     businessDate, timeZone, reason, confirmed
 * @param overrides values instead of a parameter's own, as {@link OverrideText} writes them; an empty one keeps the parameter's own
 * @param strange names of parameters that cannot be read
 */
public record LaunchForm(
        String select,
        String exclude,
        Map<String, String> fields,
        SortedMap<ArgumentName, String> overrides,
        List<String> strange) {

    public LaunchForm {
        fields = Map.copyOf(fields);
        overrides = Collections.unmodifiableSortedMap(new TreeMap<>(overrides));
        strange = List.copyOf(strange);
    }

    /** A field without the blanks around it; empty if it was not written. */
    public String field(String name) {
        return fields.getOrDefault(name, "").strip();
    }

    /** The same with another exclusion. */
    public LaunchForm excluding(String other) {
        return new LaunchForm(select, other, fields, overrides, strange);
    }
}
