package dev.silversmith.rest.runs;

import dev.silversmith.app.port.RunQueries.RunFilter;
import dev.silversmith.core.run.RunStatus;
import dev.silversmith.core.shared.Problem;
import dev.silversmith.core.shared.ProblemException;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads which runs to list. */
final class RunFilters {

    private static final Set<String> BUILT = Set.of("status", "requestedBy", "limit", "cursor");
    private static final Set<String> LATER = Set.of("mode", "procedure", "from", "to", "q");

    private RunFilters() {}

    static RunFilter read(MultivaluedMap<String, String> query) {
        for (String name : query.keySet()) {
            if (LATER.contains(name)) {
                throw new ProblemException(Problem.NOT_BUILT_YET, "the filter %s is not supported yet".formatted(name));
            }
            if (!BUILT.contains(name)) {
                throw new ProblemException(Problem.INVALID_REQUEST, "there is no filter '%s'".formatted(name));
            }
        }
        Set<RunStatus> statuses = EnumSet.noneOf(RunStatus.class);
        for (String words : query.getOrDefault("status", List.of())) {
            for (String word : words.split(",", -1)) {
                statuses.add(status(word));
            }
        }
        return new RunFilter(statuses, Optional.ofNullable(query.getFirst("requestedBy")));
    }

    private static RunStatus status(String word) {
        try {
            return RunStatus.ofWord(word);
        } catch (IllegalArgumentException unknown) {
            throw new ProblemException(Problem.INVALID_REQUEST, unknown.getMessage());
        }
    }
}
