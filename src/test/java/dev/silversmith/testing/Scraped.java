package dev.silversmith.testing;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The answer of {@code /metrics} as a scraper reads it. */
public final class Scraped {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? ([^ ]+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, Set<String>> labels = new TreeMap<>();

    private Scraped() {}

    /** Scrapes a server as a viewer. */
    public static Scraped from(String baseUrl) throws IOException, InterruptedException {
        return of(RawRequest.to(baseUrl + "/metrics").as("viewer").send());
    }

    /** Reads an answer, which must be a good one. */
    public static Scraped of(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new AssertionError("expected 200, got %d: %s".formatted(answer.statusCode(), answer.body()));
        }
        Scraped scraped = new Scraped();
        answer.body().lines().filter(line -> !line.startsWith("#")).forEach(scraped::add);
        return scraped;
    }

    private void add(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new AssertionError("no metric: " + line);
        }
        Set<String> names = labels.computeIfAbsent(parts.group(1), name -> new TreeSet<>());
        String given = parts.group(2) == null ? "" : parts.group(2);
        Matcher label = LABEL.matcher(given);
        TreeMap<String, String> sorted = new TreeMap<>();
        int end = 0;
        while (label.find() && label.start() == end) {
            end = label.end();
            names.add(label.group(1));
            sorted.put(
                    label.group(1),
                    label.group(2).replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\"));
        }
        if (end != given.length()) {
            throw new AssertionError("no labels: " + line);
        }
        if (values.put(parts.group(1) + sorted, Double.valueOf(parts.group(3))) != null) {
            throw new AssertionError("twice: " + line);
        }
    }

    /** Values by name and labels, {@code name{label=value, …}} with the labels in alphabetical order; of our own only. */
    public Map<String, Double> own() {
        Map<String, Double> own = new TreeMap<>(values);
        own.keySet().removeIf(name -> !name.startsWith("silversmith_"));
        return own;
    }

    /** The value of one line, given as {@link #own} has it. */
    public double value(String line) {
        if (!values.containsKey(line)) {
            throw new AssertionError("not scraped: " + line);
        }
        return values.get(line);
    }

    /** The labels of each name. */
    public Map<String, Set<String>> labels() {
        return labels;
    }
}
