package dev.silversmith.console;

import dev.silversmith.app.launch.LaunchForm;
import dev.silversmith.core.plan.Exclusion;
import dev.silversmith.core.shared.ArgumentName;
import dev.silversmith.core.shared.QualifiedName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** The launch form between a request's parameters and what it means: each field is a parameter of the address, too. */
final class LaunchFields {

    /** The fields by their names in the address and in the API, in the order of the page. */
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        for (String name : List.of("mode", "maxParallel", "onFailure", "onOverlap", "timeout", "dryRun")) {
            NAMES.put(name, name);
        }
        for (String name : List.of("businessDate", "timeZone", "reason", "confirmed", "key")) {
            NAMES.put(name, name);
        }
        NAMES.put("scope", "transactionScope");
    }

    /** Before a parameter's name in the address. */
    static final String PARAMETER = "p.";

    private LaunchFields() {}

    /** What the request says; with a key of its own if it says none. */
    static LaunchForm of(Caller caller) {
        Map<String, String> fields = new HashMap<>();
        NAMES.forEach((name, field) -> caller.said(name).ifPresent(value -> fields.put(field, value)));
        fields.computeIfAbsent("key", none -> UUID.randomUUID().toString());
        SortedMap<ArgumentName, String> overrides = new TreeMap<>();
        List<String> strange = new ArrayList<>();
        caller.saidWith(PARAMETER).forEach((name, value) -> {
            try {
                overrides.put(ArgumentName.parse(name), value);
            } catch (IllegalArgumentException noName) {
                strange.add(noName.getMessage());
            }
        });
        LaunchForm form = new LaunchForm(
                caller.said("select").orElse(""), caller.said("exclude").orElse(""), fields, overrides, strange);
        return form.excluding(ticked(caller, form.exclude()));
    }

    /** The exclusion after the ticks: each change by itself, or all boxes of the page as they are. */
    private static String ticked(Caller caller, String exclude) {
        Set<QualifiedName> unticked = names(caller.saidAll("untick"));
        Set<QualifiedName> ticked = names(caller.saidAll("tick"));
        Set<QualifiedName> kept = names(caller.saidAll("keep"));
        for (QualifiedName shown : names(caller.saidAll("taken"))) {
            if (!kept.contains(shown)) {
                unticked.add(shown);
            }
        }
        for (QualifiedName shown : names(caller.saidAll("left"))) {
            if (kept.contains(shown)) {
                ticked.add(shown);
            }
        }
        return unticked.isEmpty() && ticked.isEmpty() ? exclude : Exclusion.changed(exclude, unticked, ticked);
    }

    private static Set<QualifiedName> names(Collection<String> texts) {
        Set<QualifiedName> names = new TreeSet<>();
        texts.forEach(text -> names.addAll(Exclusion.names(text)));
        return names;
    }

    /** The form's address, which shows it again as it is; its key is its own and stays here. */
    static String link(LaunchForm form) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("select", form.select());
        parameters.put("exclude", form.exclude());
        NAMES.forEach((name, field) -> parameters.put(name, form.field(field)));
        parameters.remove("key");
        form.overrides().forEach((name, value) -> parameters.put(PARAMETER + name, value));
        return "/console/launch?"
                + parameters.entrySet().stream()
                        .filter(one -> !one.getValue().isEmpty())
                        .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The field of the page that a pointer of the API is about; empty if it is none. */
    static String field(String pointer) {
        String[] segments = pointer.split("/", -1);
        if (segments.length == 4 && segments[1].equals("parameters")) {
            return parameterField(plain(segments[2]), plain(segments[3]));
        }
        String name = segments.length > 1 ? segments[segments.length - 1] : "";
        return name.equals("select") || name.equals("exclude")
                ? name
                : NAMES.entrySet().stream()
                        .filter(one -> one.getValue().equals(name))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse("");
    }

    private static String parameterField(String procedure, String parameter) {
        return PARAMETER + new ArgumentName(QualifiedName.parse(procedure), parameter);
    }

    private static String plain(String segment) {
        return segment.replace("~1", "/").replace("~0", "~");
    }
}
