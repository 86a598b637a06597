package dev.silversmith.console.drawing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The addresses that a drawing of a run leads to.
 *
 * @param root the application's path, without a slash at its end
 * @param run the run as the address names it
 * @param kept what the address of the page says besides, in order of its names
 */
record RunLinks(String root, String run, Map<String, String> kept) {

    RunLinks {
        kept = new TreeMap<>(kept);
    }

    /** The same view with one parameter changed; null takes it away. A page number is never kept. */
    String with(String parameter, String value) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("id", run);
        all.putAll(kept);
        all.remove("page");
        if (value == null) {
            all.remove(parameter);
        } else {
            all.put(parameter, value);
        }
        return address("/console/run", all);
    }

    /** The same without a parameter. */
    RunLinks without(String parameter) {
        Map<String, String> rest = new TreeMap<>(kept);
        rest.remove(parameter);
        return new RunLinks(root, run, rest);
    }

    /** Another part of the same view. */
    String page(int page) {
        return with("page", Integer.toString(page));
    }

    /** One attempt of a step in full. */
    String step(String procedure, int attempt) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("run", run);
        all.put("step", procedure);
        all.put("attempt", Integer.toString(attempt));
        return address("/console/step", all);
    }

    /** The run's table of the views that it refreshes, below the same view. */
    String refreshes() {
        return with("page", null) + "#refreshes";
    }

    private String address(String path, Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", root + path + "?", ""));
    }
}
