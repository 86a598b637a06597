package dev.silversmith.rest.runs;

import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.app.port.StepQueries.StepFilter;
import dev.silversmith.core.catalog.Mode;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.run.StepStatus;
import dev.silversmith.core.shared.ProblemException;
import dev.silversmith.rest.Query;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads which runs or steps to list. */
final class RunFilters {

    private static final Map<String, RunStatus> RUN_STATUSES = words(RunStatus.values(), RunStatus::word);
    private static final Map<String, StepStatus> STEP_STATUSES = words(StepStatus.values(), StepStatus::word);
    private static final Map<String, Mode> MODES = words(Mode.values(), Mode::word);
    private static final Map<String, String> TRIGGERS =
            RunFilter.TRIGGERS.stream().collect(Collectors.toMap(Function.identity(), Function.identity()));
    private static final Pattern SQL_STATE = Pattern.compile("[0-9A-Z]{2}([0-9A-Z]{3})?");

    private RunFilters() {}

    private static <T> Map<String, T> words(T[] values, Function<T, String> word) {
        return Arrays.stream(values).collect(Collectors.toMap(word, Function.identity()));
    }

    static RunFilter runs(Query query) {
        return new RunFilter(
                query.words("status", RUN_STATUSES),
                query.words("mode", MODES),
                query.procedures("procedure"),
                query.text("requestedBy"),
                query.period(),
                query.text("q").map(String::strip),
                query.words("trigger", TRIGGERS));
    }

    /**
     * Reads which steps to list.
     *
     * @param wanted finds the run that {@code runId} names
     */
    static StepFilter steps(Query query, Wanted wanted) {
        return new StepFilter(
                run(query, wanted),
                query.procedures("procedure"),
                query.words("status", STEP_STATUSES),
                sqlStates(query),
                query.period());
    }

    private static Optional<UUID> run(Query query, Wanted wanted) {
        try {
            return query.text("runId").map(id -> wanted.run(id).id());
        } catch (ProblemException none) {
            query.mistake("runId", none.getMessage());
            return Optional.empty();
        }
    }

    private static Set<String> sqlStates(Query query) {
        return query.each("sqlState", RunFilters::sqlStates).stream()
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }

    private static Set<String> sqlStates(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(RunFilters::sqlState)
                .collect(Collectors.toSet());
    }

    private static String sqlState(String text) {
        if (!SQL_STATE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'%s' is no SQLSTATE: five digits or capital letters, or the two of a class".formatted(text));
        }
        return text;
    }
}
