package dev.silversmith.app.launch;

import dev.silversmith.core.shared.ArgumentName;
import java.util.Collections;
import java.util.HashMap;
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
 *     businessDate, timeZone, reason, confirmed, and key
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

    /** The idempotency key; one pair of quotes around it is dropped, as in the header of the API. */
    public String key() {
        String key = field("key");
        return key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"")
                ? key.substring(1, key.length() - 1)
                : key;
    }

    /** The same with another value of one of the other fields. */
    public LaunchForm with(String name, String value) {
        Map<String, String> others = new HashMap<>(fields);
        others.put(name, value);
        return new LaunchForm(select, exclude, others, overrides, strange);
    }

    /** The same with another selection. */
    public LaunchForm selecting(String other) {
        return new LaunchForm(other, exclude, fields, overrides, strange);
    }

    /** The same with another exclusion. */
    public LaunchForm excluding(String other) {
        return new LaunchForm(select, other, fields, overrides, strange);
    }
}
