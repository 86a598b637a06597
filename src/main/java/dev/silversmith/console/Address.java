package dev.silversmith.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** An address of the console: a page and what is said to it, in one order, so that equal things have equal addresses. */
final class Address {

    private final String path;
    private final Map<String, List<String>> parameters;

    private Address(String path, Map<String, List<String>> parameters) {
        this.path = path;
        this.parameters = parameters;
    }

    /**
     * A page to which nothing is said.
     *
     * @param path from the root of the application, for example {@code /console/runs}
     */
    static Address of(String path) {
        return new Address(path, Map.of());
    }

    /** The same for another page. */
    Address at(String other) {
        return new Address(other, parameters);
    }

    /** With one value of a parameter instead of those that it has; without it where the value is empty. */
    Address with(String name, String value) {
        return with(name, value.isEmpty() ? List.of() : List.of(value));
    }

    /** With these values of a parameter instead of those that it has. */
    Address with(String name, List<String> values) {
        Map<String, List<String>> changed = new LinkedHashMap<>(parameters);
        if (values.isEmpty()) {
            changed.remove(name);
        } else {
            changed.put(name, List.copyOf(values));
        }
        return new Address(path, changed);
    }

    /** Without a parameter. */
    Address without(String name) {
        return with(name, List.of());
    }

    /** Without one of the values of a parameter. */
    Address without(String name, String value) {
        List<String> values = new ArrayList<>(parameters.getOrDefault(name, List.of()));
        values.remove(value);
        return with(name, values);
    }

    boolean says(String name) {
        return parameters.containsKey(name);
    }

    /** The address, ready for an attribute of a page after it has been escaped there. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner("&", path + "?", "");
        text.setEmptyValue(path);
        parameters.forEach((name, values) -> values.forEach(value -> text.add(encoded(name) + "=" + encoded(value))));
        return text.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("%3A", ":")
                .replace("%2C", ",");
    }
}
