package dev.silversmith.demo;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The summary of a run as a table: a line for the last attempt of each procedure, a total, how the run ended, and every error. */
final class RunTable {

    private static final List<String> HEAD =
            List.of("Step", "Status", "Attempts", "Duration", "Inserted", "Updated", "Deleted");

    /** Columns from here on hold numbers and are aligned to the right. */
    private static final int FIRST_NUMBER = 2;

    private final JsonObject run;
    private final Map<String, JsonObject> lastAttempts = new LinkedHashMap<>();

    /**
     * The table of a run.
     *
     * @param run the run's JSON as the API shows it
     * @param steps its steps, every attempt, in order
     */
    RunTable(JsonObject run, List<JsonObject> steps) {
        this.run = run;
        steps.forEach(step -> lastAttempts.put(step.getString("procedure"), step));
    }

    String text() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        lastAttempts.values().forEach(step -> lines.add(line(step)));
        lines.add(total());
        int[] widths = new int[HEAD.size()];
        lines.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        List<String> text = new ArrayList<>(
                lines.stream().map(line -> aligned(line, widths)).toList());
        String rule = "-".repeat(text.get(0).length());
        text.add(1, rule);
        text.add(text.size() - 1, rule);
        text.add("");
        text.add(ending() + views());
        lastAttempts.values().forEach(step -> addError(text, step));
        return String.join(System.lineSeparator(), text) + System.lineSeparator();
    }

    private String views() {
        JsonObject refreshes = run.getJsonObject("refreshes");
        return refreshes == null || refreshes.getInt("total") == 0
                ? ""
                : "; %d of %d materialized views refreshed"
                        .formatted(refreshes.getInt("succeeded"), refreshes.getInt("total"));
    }

    private static List<String> line(JsonObject step) {
        return List.of(
                step.getString("procedure"),
                step.getString("status"),
                Integer.toString(step.getInt("attemptNo")),
                duration(step),
                rows(step, "rowsInserted"),
                rows(step, "rowsUpdated"),
                rows(step, "rowsDeleted"));
    }

    private List<String> total() {
        return List.of(
                "Total",
                "%d of %d succeeded"
                        .formatted(
                                lastAttempts.values().stream()
                                        .filter(step -> step.getString("status").equals("succeeded"))
                                        .count(),
                                lastAttempts.size()),
                Integer.toString(lastAttempts.values().stream()
                        .mapToInt(step -> step.getInt("attemptNo"))
                        .sum()),
                duration(run),
                sum("rowsInserted"),
                sum("rowsUpdated"),
                sum("rowsDeleted"));
    }

    private String sum(String field) {
        return number(lastAttempts.values().stream()
                .filter(step -> isGiven(step, field))
                .mapToLong(step -> step.getJsonNumber(field).longValue())
                .sum());
    }

    private String ending() {
        StringBuilder sentence = new StringBuilder("Run %s %s".formatted(run.get("number"), run.getString("status")));
        if (isGiven(run, "durationMs")) {
            sentence.append(" in ").append(duration(run));
        }
        if (isGiven(run, "error")) {
            sentence.append(": ").append(run.getString("error"));
        }
        return sentence.toString();
    }

    private static void addError(List<String> text, JsonObject step) {
        if (!isGiven(step, "error")) {
            return;
        }
        JsonObject error = step.getJsonObject("error");
        String state = isGiven(error, "sqlState") ? " (SQLSTATE " + error.getString("sqlState") + ")" : "";
        text.add("");
        text.add("%s %s%s: %s"
                .formatted(step.getString("procedure"), step.getString("status"), state, error.getString("message")));
        for (String more : List.of("detail", "hint", "context")) {
            if (isGiven(error, more)) {
                text.add("  %s: %s".formatted(more, error.getString(more)));
            }
        }
    }

    private static String aligned(List<String> line, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - line.get(i).length());
            text.append(i == 0 ? "" : "  ").append(i < FIRST_NUMBER ? line.get(i) + blanks : blanks + line.get(i));
        }
        return text.toString();
    }

    private static String rows(JsonObject step, String field) {
        return isGiven(step, field) ? number(step.getJsonNumber(field).longValue()) : "-";
    }

    private static String number(long rows) {
        return String.format(Locale.ROOT, "%,d", rows);
    }

    private static String duration(JsonObject object) {
        if (!isGiven(object, "durationMs")) {
            return "-";
        }
        Duration duration = Duration.ofMillis(object.getJsonNumber("durationMs").longValue());
        return duration.toMinutes() == 0
                ? String.format(Locale.ROOT, "%.3f s", duration.toMillis() / 1000.0)
                : "%d min %02d s".formatted(duration.toMinutes(), duration.toSecondsPart());
    }

    private static boolean isGiven(JsonObject object, String field) {
        return !object.getOrDefault(field, JsonValue.NULL).equals(JsonValue.NULL);
    }
}
